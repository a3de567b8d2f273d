"""What a page object holds on to, and what may stand in its place when a site was rebuilt."""

from bots.locators.force import NOTHING_REPLACED, Locators, Replacement

__all__ = ["NOTHING_REPLACED", "Locators", "Replacement"]
