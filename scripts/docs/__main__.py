"""Writes the generated documents anew: `make docs`."""

from scripts.docs.catalogue import write_documents

for name in write_documents():
    print(f"Wrote {name}")
