"""A handbook to search in tests, and questions with the section that has the answer."""

from pathlib import Path

DOCUMENTS = {
    "leave.md": """# Leave
## Vacation
Everyone has 28 days of paid vacation each year. Up to five of them can be carried over to March.
## Sickness
If you are ill, tell your team lead before nine. From the third day on, send a doctor's certificate.
## Parental leave
New parents take up to 14 months, which they can divide between them.
## Sabbatical
After five years you can take three months off without pay.
""",
    "travel.md": """# Travel
## Booking
Book trains and flights in the travel portal, second class and economy, a week ahead if you can.
## Hotels
A room may cost 130 euros a night, and 180 in London, Paris and Zurich.
## Meals
On the road you get a daily allowance of 28 euros; receipts are not needed.
## Rental cars
Choose a compact car with full insurance. Refuel it before you return it.
""",
    "expenses.md": """# Expenses
## Claiming
Photograph the receipt and upload it within 30 days. The money is with your next salary.
## Credit card
Team leads have a company card. Report a lost one to the bank at once, then to accounting.
## What is not paid
We do not pay for parking fines, alcohol and upgrades.
## Limits of approval
Above 500 euros your team lead approves, above 5,000 the head of finance.
""",
    "vpn.md": """# Remote access
Connecting
----------
Start the client, choose the gateway Frankfurt, and confirm on your phone.

Slow connections
----------------
Switch the protocol to UDP. If that does not help, try the gateway Dublin.

Devices of your own
-------------------
Private computers get a browser session only, without access to file shares.
""",
    "accounts.md": """# Accounts
## Passwords
A password has at least 14 characters. Change it in the portal under *Security*.
## Locked out
After six wrong attempts an account is blocked for an hour. The service desk can unlock it earlier.
## Two factors
Register an authenticator app or a hardware key on your first day.
## Leaving
When somebody goes, access ends at midnight of the last day.
""",
    "onboarding.html": """<html><head><title>Onboarding</title><style>p { color: red }</style></head>
<body><h1>Onboarding</h1>
<h2>First day</h2><p>Collect your badge at reception at 9:30. Your buddy shows you around.</p>
<h2>Laptop</h2><p>It is on your desk. Sign in with the letter that came by post.</p>
<h2>Probation</h2><p>The first six months are a trial period with a notice of two weeks.</p>
<script>track("vacation laptop hotel")</script></body></html>
""",
    "office.html": """<!DOCTYPE html><title>Office</title><h1>Office</h1>
<h2>Opening hours</h2><p>The doors open with your badge from 6 to 22, never on Sundays.
<h2>Meeting rooms</h2><p>Reserve a room in the calendar. Rooms that nobody enters for ten minutes
are released.
<h2>Kitchen</h2><p>Coffee and fruit are free. Whoever takes the last cup makes more.
<h2>Visitors</h2><p>Guests sign in at reception and are always accompanied.
""",
    "emergencies.txt": """Fire: leave by the nearest stairs, not by the lift, and meet at the car park.

First aid: boxes are in the kitchens. Helpers wear a green cross on their badge.

Call 112 first, then reception.
""",
    "deploying.md": """# Deploying
## Releases
We ship on Tuesdays and Thursdays. A release needs two reviews and a green build.
## Rolling back
Run `ship undo` in the channel #releases; the previous version is live again within a minute.
## Database changes
Migrations only add. Columns are dropped one release after the last code that reads them.
## Feature switches
New behaviour is off at first and turned on for one customer at a time.
""",
    "incidents.md": """# Incidents
## On call
One engineer of each team carries the pager for a week, from Monday noon.
## Declaring
When customers cannot work, open an incident in the chat with `/incident`.
## Telling customers
Support updates the status page every 30 minutes.
## Afterwards
Write a review without blame within five working days.
""",
    "data.md": """# Data
## Backups
Copies are made each night and kept for 35 days in another region.
## Deleting a customer
On request, personal data is erased within 30 days, in backups too when they expire.
## Exports
Never send customer data by e-mail: use the encrypted share.
## Logs
Logs are kept for two weeks. Never log names, addresses and tokens.
""",
    "hiring.md": """# Hiring
## Interviews
A candidate meets four people: two engineers, a manager and somebody from another department.
## Referrals
If a friend whom you recommended stays for half a year, you receive 2,000 euros.
## Salary bands
Each role has a band, which is published on the intranet.
## Working students
They work up to 20 hours a week during the semester.
""",
}

QUESTIONS = [
    ("How many vacation days do I have?", "leave.md › Leave › Vacation"),
    ("can i carry vacation over into next year", "leave.md › Leave › Vacation"),
    ("When do I need a certificate from a doctor?", "leave.md › Leave › Sickness"),
    ("unpaid time off after years at the company", "leave.md › Leave › Sabbatical"),
    ("How expensive can a hotel in Paris be?", "travel.md › Travel › Hotels"),
    ("Do I need receipts for meals while travelling?", "travel.md › Travel › Meals"),
    ("insurance for a rented car", "travel.md › Travel › Rental cars"),
    ("How do I get my money back for a receipt?", "expenses.md › Expenses › Claiming"),
    ("I lost the company credit card", "expenses.md › Expenses › Credit card"),
    ("Who approves 6,000 euros?", "expenses.md › Expenses › Limits of approval"),
    ("The connection from home is slow", "vpn.md › Remote access › Slow connections"),
    ("use my private computer for file shares", "vpn.md › Remote access › Devices of your own"),
    ("my account is blocked after wrong passwords", "accounts.md › Accounts › Locked out"),
    ("register a hardware key", "accounts.md › Accounts › Two factors"),
    ("Where do I pick up my badge on the first day?", "onboarding.html › Onboarding › First day"),
    ("notice during the trial period", "onboarding.html › Onboarding › Probation"),
    ("how to reserve meeting rooms", "office.html › Office › Meeting rooms"),
    ("Are visitors allowed to walk around alone?", "office.html › Office › Visitors"),
    ("Where do we meet when there is a fire?", "emergencies.txt"),
    ("go back to the version before the release", "deploying.md › Deploying › Rolling back"),
    ("dropping a column in a migration", "deploying.md › Deploying › Database changes"),
    ("who has the pager this week", "incidents.md › Incidents › On call"),
    ("How long are backups kept?", "data.md › Data › Backups"),
    ("time off when a baby is born", "leave.md › Leave › Parental leave"),
    ("which flights can I book", "travel.md › Travel › Booking"),
    ("how strong must a passphrase be", "accounts.md › Accounts › Passwords"),
    ("How late can I enter the building?", "office.html › Office › Opening hours"),
    ("Can we put a customer's address into a log?", "data.md › Data › Logs"),
    ("What do I earn for recommending a friend?", "hiring.md › Hiring › Referrals"),
]


def write(folder: Path) -> Path:
    """Write the documents into a folder, and return it."""
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
