"""The blueprint that every call about claims hangs on."""

from app import http

api = http.api_blueprint("claims_api", __name__, tag="Claims")
