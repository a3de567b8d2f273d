"""The practice shop `market`: a server-rendered seller centre."""
