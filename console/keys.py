"""What handlers find in the application: put there once by `desk`, never changed after start."""

from __future__ import annotations

from aiohttp import web

from complaints.account_ports import AccountReading
from complaints.house import House
from complaints.ports import Transactions
from complaints.register import Register

TRANSACTIONS: web.AppKey[Transactions] = web.AppKey("transactions")
REGISTER: web.AppKey[Register] = web.AppKey("register")
HOUSE: web.AppKey[House] = web.AppKey("house")
ACCOUNTS: web.AppKey[AccountReading] = web.AppKey("accounts")
