"""The hand of a coordination point: approve, return, remark, note. The one place where it writes."""

from flask import Blueprint

blueprint = Blueprint("decisions", __name__)
