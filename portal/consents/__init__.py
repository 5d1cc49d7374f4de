"""The ledger, the notices, and the candidate's pages up to the receipt."""

from flask import Blueprint

blueprint = Blueprint("consents", __name__)
