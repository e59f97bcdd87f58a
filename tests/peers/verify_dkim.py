"""Verifies the DKIM signatures of mails with dkimpy, as the mail server of a recipient would.

    python verify_dkim.py RECORD FILE.eml...

RECORD is the text that stands in DNS at <selector>._domainkey.<domain>; no DNS is asked. Prints one JSON object a file:
whether it verifies, the name that was looked up, and the headers that are signed.
"""

import json
import sys

import dkim


def verify(path, record):
    with open(path, "rb") as file:
        mail = dkim.DKIM(file.read())
    asked = []

    def look_up(name, timeout=5):
        asked.append(name.decode() if isinstance(name, bytes) else name)
        return record.encode()

    try:
        verified, reason = mail.verify(dnsfunc=look_up), None
    except dkim.DKIMException as problem:
        verified, reason = False, str(problem)
    return {"verified": verified, "reason": reason, "asked": asked,
            "signed": sorted(name.decode().lower() for name in (mail.include_headers or []))}


for file_name in sys.argv[2:]:
    print(json.dumps(verify(file_name, sys.argv[1])))
