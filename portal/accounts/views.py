"""Every page of the accounts feature, by what somebody comes to do."""

from portal.accounts import blueprint, colleague_views, joining_views, own_views, sign_in_views

__all__ = ["blueprint", "colleague_views", "joining_views", "own_views", "sign_in_views"]
