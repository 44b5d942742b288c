#!/usr/bin/env python3
"""Sends deal.create twice under one message_id, as any AMQP client can, and prints both answers.

Needs pika (Debian: python3-pika) and a running system: npm start, then in another terminal
`. .stack/env && python3 docs/examples/send-command.py`. Exits 1 when the answers differ.
"""
import json
import os
import sys
import uuid

import pika

connection = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"]))
channel = connection.channel()
channel.confirm_delivery()
replies_to = channel.queue_declare("", exclusive=True).method.queue

command = {
    "dealId": str(uuid.uuid4()),
    "amount": 150000.50,
    "description": "A sample deal",
    "recipients": [
        {"recipientId": "agency", "role": "agency", "legalType": "OOO", "inn": "7700000001",
         "splitType": "percent", "splitValue": 70, "beneficiaryId": str(uuid.uuid4())},
        {"recipientId": "agent", "role": "agent", "legalType": "IP", "inn": "770000000002",
         "splitType": "percent", "splitValue": 30, "beneficiaryId": str(uuid.uuid4())},
    ],
}
message_id = str(uuid.uuid4())
for correlation_id in ("first", "second"):
    channel.basic_publish(
        "bank.commands",
        "deal.create",
        json.dumps(command),
        pika.BasicProperties(
            content_type="application/json",
            delivery_mode=2,
            message_id=message_id,
            reply_to=replies_to,
            correlation_id=correlation_id,
        ),
        mandatory=True,
    )

answers = {}
for _method, properties, body in channel.consume(replies_to, auto_ack=True, inactivity_timeout=30):
    if body is None:
        sys.exit("No answer within 30 seconds: does the deal service run?")
    answers[properties.correlation_id] = body.decode()
    print(properties.correlation_id, body.decode())
    if len(answers) == 2:
        break
connection.close()
sys.exit(0 if answers["first"] == answers["second"] else 1)
