"""Tables of partners that never were, for benches/batch/pack.toml: the same ones each time.

usage: partners.py COUNT > partners.csv
"""

import csv
import io
import sys

CITIES = [
    ("München", "DE", "80331"),
    ("Wien", "AT", "1010"),
    ("Łódź", "PL", "90-001"),
    ("Málaga", "ES", "29001"),
    ("Turku", "FI", "20100"),
]
FORMS = ["GmbH", "AG", "Sp. z o.o.", "S.A.", "Oy"]
CONTACTS = [
    ("privacy", "Data Protection Officer"),
    ("security", "Security desk, staffed at all hours"),
    ("notices", "Legal department"),
    ("objections", "Data Protection Officer"),
    ("instructions", "Head of Applications"),
    ("complaints", "Customer rights desk"),
]


def partner(number):
    """The facts of a partner by the paths of its columns; an empty text states nothing."""
    city, country, postcode = CITIES[number % len(CITIES)]
    name = f'Żabka {number}, "Fjord & Söhne"'
    party = {
        "role": "controller",
        "name": f"{name} {FORMS[number % len(FORMS)]}",
        "short_name": f"Fjord {number}",
        "registration": f"Commercial Register {city}, number {100_000 + 7 * number}",
        "address.street": f"Quay Street {1 + number % 240}",
        "address.postcode": postcode,
        "address.city": city,
        "country": country,
        "land": "BY" if country == "DE" else "",
        "activities": "Sells goods to consumers, with the services of the Provider.",
        "data_protection_officer.name": f"Dr Jasna Kovač {number}",
        "data_protection_officer.address": f"Quay Street {1 + number % 240}, {postcode} {city}",
        "data_protection_officer.country": country,
        "data_protection_officer.email": f"privacy@partner{number}.example",
        "signatory.name": f"Ελένη Παπαδοπούλου {number}",
        "signatory.title": "Managing Director",
        "signatory.place": city,
        "signatory.authority": "Sole power of representation",
    }
    for at, (kind, position) in enumerate(CONTACTS):
        party[f"contacts[{at}].kind"] = kind
        party[f"contacts[{at}].position"] = position
        party[f"contacts[{at}].email"] = f"{kind}@partner{number}.example"
    facts = {f"parties.partner.{path}": text for path, text in party.items()}
    facts["agreement.main_agreement.reference"] = f"MSA-2026-{number:06}"
    facts["agreement.main_agreement.date"] = "2026-04-17" if number % 3 else "17.4.2026"
    # Every fourth inherits the date of the pack; some state a list on the lines of a cell.
    facts["agreement.date"] = f"2026-11-{10 + number % 11}" if number % 4 else ""
    facts["agreement.recitals"] = "The Parties work together.\nThey wish to go on." if number % 7 == 0 else ""
    subprocessor = {
        "id": "hosting",
        "name": f"Hollow Stack {number % 9} GmbH",
        "address.street": f"Harbour Road {1 + number % 90}",
        "address.postcode": postcode,
        "address.city": city,
        "country": country,
        "contact.kind": "privacy",
        "contact.position": "Data Protection Coordinator",
        "contact.email": f"privacy@stack{number % 9}.example",
        "task": "Provides data centres, servers and storage",
        "duration": "the term of the Agreement",
        "transfer.mechanism": "eea",
    }
    facts.update({f"subprocessors[0].{path}": text for path, text in subprocessor.items()})
    return {"key": f"P{number:05}", **facts}


def table(rows):
    """Rows as CSV; cells with line breaks make records of several lines."""
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    print(table([partner(number) for number in range(int(sys.argv[1]))]), end="")
