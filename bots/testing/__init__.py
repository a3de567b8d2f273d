"""The test kit that ships: recordings of an adapter, contract tests over them, fault injection."""
