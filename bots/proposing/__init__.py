"""From the ERP's stock and the operator's rules to proposals, and from approvals to the ERP."""
