"""The blueprint that every call about cases hangs on."""

from app import http

api = http.api_blueprint("cases_api", __name__, tag="Cases")
