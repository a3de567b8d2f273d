"""Compare the ERP with the ledger: every order there once, and equal."""

from __future__ import annotations

from bots.entering import sweep
from bots.flow import Run, flow


@flow
async def sweep_erp(run: Run) -> None:
    """Count every reference in the ERP; what is missing, twice or different is an incident.

    Reads the ERP and changes nothing there. Incidents stand in the worklist. Meant for the night.
    """
    async with run.erp() as desk:
        if run.dry_run:
            held = await desk.session.again(desk.erp.references)
            run.count("erp", "references", len(held))
            run.would("compare every record in the ERP with the ledger")
            return
        found = await desk.session.again(
            lambda: sweep(run.ledger, desk.erp, run.settings.shops, run.id)
        )
    run.count("erp", "records", found.records)
    for what in ("missing", "duplicated", "different", "unknown"):
        references = getattr(found, what)
        run.count("erp", what, len(references), for_person=bool(references))
        for reference in references:
            run.note(f"{what}: {reference}")


if __name__ == "__main__":
    sweep_erp()
