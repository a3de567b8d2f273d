"""Bots that do the paperwork between sales platforms and an ERP through their web pages.

The map::

    model, errors, retry      the words: records, what can go wrong, how often to try
    settings, credentials     what the operator wrote down, and the secrets it points to
    browser, session,         one signed-in browser context a shop, and how content is
    transport, page           fetched from it and read
    locators, mending         what stands in for what a page lost; tried on known orders, asked
    sign_in_form, refusals,   what adapters share: sign-in by a form, why an order is refused,
    send_once                 a submit that no browser repeats
    ledger                    the database: the only verbs that change a work item
    entering                  an order is entered once: the protocol between ledger and ERP
    planning, proposing       what to move and to buy; from stock to proposals and approvals
    shipping                  shops are told of shipments once
    engine, flow              durable execution; the `@flow` decorator
    platforms/, erps/         one folder an adapter
    settling                  what platforms paid out, judged entry by entry; pure
    practice                  two shops and an ERP to practise on

Who may import whom is checked by import-linter; see `[tool.importlinter]` in pyproject.toml.
"""
