"""A participant's system in Python: subscribes, publishes and receives through the gateway.

    HUB_KEY=seh_… participant.py HOST:PORT DESCRIPTOR_SET

Prints `subscription ID`, then `received SEQUENCE NEED EVENT` for each event, then `done`.
"""
import os
import queue
import sys

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TARGET, DESCRIPTOR_SET = sys.argv[1:3]
NEEDS, OPPORTUNITIES, PARTICIPANTS = (f"socialenzyme.hub.{name}.v1." for name in ("needs", "opportunities", "participants"))
SECONDS = 60

pool = descriptor_pool.DescriptorPool()
with open(DESCRIPTOR_SET, "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
factory = message_factory.MessageFactory(pool)


def message(package, name):
    return factory.GetPrototype(pool.FindMessageTypeByName(package + name))


SubscribeRequest = message(OPPORTUNITIES, "SubscribeRequest")
NeedContent, NeedScope = message(NEEDS, "NeedContent"), pool.FindEnumTypeByName(NEEDS + "NeedScope").values_by_name
channel = grpc.insecure_channel(TARGET)
metadata = [("authorization", "Bearer " + os.environ["HUB_KEY"])]


def call(package, service, method, request):
    unary = channel.unary_unary(
        f"/{package}{service}/{method}", type(request).SerializeToString, message(package, method + "Response").FromString)
    return unary(request, metadata=metadata, timeout=SECONDS)


class Stream:
    """One open Subscribe call."""

    def __init__(self, subscription, credits, cursor=""):
        self.requests = queue.Queue()
        self.send(start={"subscription_id": subscription, "credits": credits, "cursor": cursor})
        opened = channel.stream_stream(
            f"/{OPPORTUNITIES}OpportunitiesService/Subscribe",
            SubscribeRequest.SerializeToString, message(OPPORTUNITIES, "SubscribeResponse").FromString)
        self.responses = opened(iter(self.requests.get, None), metadata=metadata, timeout=SECONDS)

    def send(self, **fields):
        self.requests.put(SubscribeRequest(**fields))

    def take(self, count):
        events = []
        while len(events) < count:
            response = next(self.responses)
            if response.HasField("event"):
                events.append(response.event)
        return events

    def close(self):
        """Ends in good order: our side first, then whatever the hub still says."""
        self.requests.put(None)
        for response in self.responses:
            assert not response.HasField("event"), "more came than there were credits for"


def publish(title):
    content = NeedContent(
        title=title, description="Fra en kommunes fagsystem i Python.", category="skole",
        scope=NeedScope["NEED_SCOPE_LOCAL"].number, municipality="0101")
    return call(NEEDS, "NeedsService", "PublishNeed", message(NEEDS, "PublishNeedRequest")(content=content)).need.id


me = call(PARTICIPANTS, "ParticipantsService", "GetParticipant", message(PARTICIPANTS, "GetParticipantRequest")()).participant.id
subscription = call(OPPORTUNITIES, "OpportunitiesService", "CreateSubscription", message(OPPORTUNITIES, "CreateSubscriptionRequest")(
    name="Python", channel=2, filter={"publisher": {"values": [me]}})).subscription.id
print("subscription", subscription)

stream = Stream(subscription, credits=2)
published = [publish(f"Behov {i}") for i in range(3)]
events = stream.take(2)
stream.send(acknowledgement={"cursor": events[1].cursor})
stream.send(credits={"credits": 1})
events += stream.take(1)
stream.close()
for event in events:
    print("received", int(event.sequence), event.subject.removeprefix("needs/"), event.id)

again = Stream(subscription, credits=1)
assert [event.id for event in again.take(1)] == [events[2].id], "not what comes after the acknowledgement"
again.close()
again = Stream(subscription, credits=2, cursor=events[0].cursor)
assert [event.id for event in again.take(2)] == [event.id for event in events[1:]], "not what comes after the cursor"
again.close()
assert sorted(event.subject for event in events) == sorted("needs/" + need for need in published)

try:
    publish("")
    raise AssertionError("a need without a title was taken")
except grpc.RpcError as refused:
    assert refused.code() == grpc.StatusCode.INVALID_ARGUMENT, refused
    assert dict(refused.trailing_metadata())["problem-code"] == "invalid-fields", refused
print("done")
