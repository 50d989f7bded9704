"""The sandbox's pages for a person: Checkout, the portal, the dashboard."""
