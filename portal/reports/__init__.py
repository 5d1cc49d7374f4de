"""Reports: one a file, one registry; as a page, as a file that the worker makes, and published and frozen."""

from flask import Blueprint

blueprint = Blueprint("reports", __name__)
