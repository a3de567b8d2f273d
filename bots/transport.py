"""How a page's content is brought: fetch in the signed-in page, navigate, listen, plain HTTP."""
