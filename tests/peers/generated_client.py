"""Books a seat through a client that was generated from the OpenAPI document.

Usage: generated_client.py FOLDER_OF_THE_PACKAGE BASE_URL TOKEN. The package is called `kursplats_client`.
Prints the booking, and then the same booking read back, one JSON a line.
"""

import json
import sys


def main() -> None:
    folder, base_url, token = sys.argv[1:]
    sys.path.insert(0, folder)
    from kursplats_client import AuthenticatedClient
    from kursplats_client.api.bookings import book_seat, get_booking
    from kursplats_client.api.sessions import list_sessions
    from kursplats_client.models import BookingInput

    client = AuthenticatedClient(base_url=base_url, token=token, raise_on_unexpected_status=True)
    sessions = list_sessions.sync(client=client, available=True)
    session = sessions.items[0]
    booking = book_seat.sync(session.id, client=client, body=BookingInput(), idempotency_key="generated-1")
    print(json.dumps(booking.to_dict()))
    print(json.dumps(get_booking.sync(booking.id, client=client).to_dict()))


if __name__ == "__main__":
    main()
