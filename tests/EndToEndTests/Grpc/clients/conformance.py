"""Asks a gRPC server for everything a client may meet, with grpcio.

    conformance.py HOST:PORT DESCRIPTOR_SET

Prints `ok name` or `FAIL name: reason` for each check.
"""
import concurrent.futures
import queue
import sys
import threading
import time
import uuid

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

TARGET, DESCRIPTOR_SET = sys.argv[1:3]
SERVICE = "socialenzyme.hub.conformance.v1.ConformanceService"
REFLECTION = ("grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection")
MIB = 1024 * 1024

# A pool of its own: the process-wide one already holds some of these names.
pool = descriptor_pool.DescriptorPool()
with open(DESCRIPTOR_SET, "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)
factory = message_factory.MessageFactory(pool)


def message(name):
    return factory.GetPrototype(pool.FindMessageTypeByName(name))


def local(name):
    return message("socialenzyme.hub.conformance.v1." + name)


EchoRequest, EchoResponse = local("EchoRequest"), local("EchoResponse")
CountRequest, CollectResponse = local("CountRequest"), local("CollectResponse")
FailRequest, SleepRequest = local("FailRequest"), local("SleepRequest")
ObserveRequest, ObserveResponse = local("ObserveRequest"), local("ObserveResponse")
SetHealthRequest = local("SetHealthRequest")
HealthCheckRequest = message("grpc.health.v1.HealthCheckRequest")
HealthCheckResponse = message("grpc.health.v1.HealthCheckResponse")
SERVING, NOT_SERVING, SERVICE_UNKNOWN = 1, 2, 3


class Client:
    def __init__(self, channel):
        def method(kind, name, request, response, service=SERVICE):
            return getattr(channel, kind)(
                f"/{service}/{name}",
                request_serializer=request.SerializeToString,
                response_deserializer=response.FromString,
            )

        self.echo = method("unary_unary", "Echo", EchoRequest, EchoResponse)
        self.count = method("unary_stream", "Count", CountRequest, EchoResponse)
        self.collect = method("stream_unary", "Collect", EchoRequest, CollectResponse)
        self.converse = method("stream_stream", "Converse", EchoRequest, EchoResponse)
        self.fail = method("unary_unary", "Fail", FailRequest, EchoResponse)
        self.sleep = method("unary_unary", "Sleep", SleepRequest, EchoResponse)
        self.sleep_stream = method("unary_stream", "SleepStream", SleepRequest, EchoResponse)
        self.wait = method("unary_stream", "Wait", SleepRequest, EchoResponse)
        self.observe = method("unary_unary", "Observe", ObserveRequest, ObserveResponse)
        self.missing = method("unary_unary", "Missing", EchoRequest, EchoResponse)
        self.set_health = method("unary_unary", "SetHealth", SetHealthRequest, EchoResponse)
        self.no_method = method("unary_unary", "NoSuchMethod", EchoRequest, EchoResponse)
        self.no_service = method("unary_unary", "Echo", EchoRequest, EchoResponse, "no.such.Service")
        self.health = method("unary_unary", "Check", HealthCheckRequest, HealthCheckResponse, "grpc.health.v1.Health")
        self.health_watch = method("unary_stream", "Watch", HealthCheckRequest, HealthCheckResponse, "grpc.health.v1.Health")


channel = grpc.insecure_channel(TARGET, options=[("grpc.max_send_message_length", 64 * MIB)])
client = Client(channel)
checks = []
LIMIT = 20


def check(function):
    checks.append(function)
    return function


def equal(actual, expected, what="value"):
    if actual != expected:
        raise AssertionError(f"{what} is {actual!r}, not {expected!r}")


def fails(code, call):
    try:
        call()
    except grpc.RpcError as error:
        equal(error.code().name, code, "status")
        return error
    raise AssertionError(f"succeeded instead of {code}")


class Requests:
    """An open request stream that the check feeds."""

    def __init__(self):
        self.waiting = queue.Queue()

    def send(self, **fields):
        self.waiting.put(EchoRequest(**fields))

    def end(self):
        self.waiting.put(None)

    def __iter__(self):
        return iter(self.waiting.get, None)


@check
def unary():
    response = client.echo(EchoRequest(text="blåbærgrød", payload=b"\0\1\2"), timeout=LIMIT)
    equal((response.text, response.payload), ("blåbærgrød", b"\0\1\2"))


@check
def unary_empty_message():
    equal(client.echo(EchoRequest(), timeout=LIMIT).payload, b"")


@check
def unary_large():
    payload = bytes(range(256)) * (3 * MIB // 256)
    equal(client.echo(EchoRequest(payload=payload), timeout=LIMIT).payload == payload, True, "same payload")


@check
def server_stream():
    equal([r.number for r in client.count(CountRequest(count=2000), timeout=LIMIT)], list(range(1, 2001)))


@check
def server_stream_empty():
    equal(list(client.count(CountRequest(), timeout=LIMIT)), [])


@check
def client_stream():
    response = client.collect((EchoRequest(payload=b"12345") for _ in range(500)), timeout=LIMIT)
    equal((response.messages, response.bytes), (500, 2500))


@check
def client_stream_empty():
    equal(client.collect(iter(()), timeout=LIMIT).messages, 0)


@check
def client_stream_ended_early_by_the_server():
    def requests():
        yield EchoRequest(text="stop")
        for _ in range(50):
            time.sleep(0.01)
            yield EchoRequest(payload=b"x" * 1000)

    equal(fails("FAILED_PRECONDITION", lambda: client.collect(requests(), timeout=LIMIT)).details(), "heard enough")


@check
def client_stream_of_45_megabytes():
    response = client.collect((EchoRequest(payload=b"x" * MIB) for _ in range(45)), timeout=60)
    equal((response.messages, response.bytes), (45, 45 * MIB))


@check
def duplex_in_turns():
    requests = Requests()
    call = client.converse(iter(requests), timeout=LIMIT)
    for number in range(100):
        requests.send(text=str(number))
        equal(next(call).text, str(number))
    requests.end()
    equal([r.text for r in call], ["goodbye"])


@check
def duplex_half_close():
    requests = Requests()
    requests.end()
    equal([r.text for r in client.converse(iter(requests), timeout=LIMIT)], ["goodbye"])


@check
def duplex_headers_come_before_the_first_message():
    requests = Requests()
    call = client.converse(iter(requests), metadata=[("echo-early", "yes")], timeout=LIMIT)
    equal(dict(call.initial_metadata()).get("echo-early"), "yes")
    requests.end()
    list(call)


@check
def duplex_idle():
    # On a connection of its own: beside busy calls, an idle one is not noticed.
    alone = grpc.insecure_channel(TARGET, options=[("grpc.use_local_subchannel_pool", 1)])
    requests = Requests()
    call = Client(alone).converse(iter(requests), timeout=60)
    requests.send(text="before")
    equal(next(call).text, "before")
    time.sleep(8)
    requests.send(text="after")
    equal(next(call).text, "after")
    requests.end()
    equal([r.text for r in call], ["goodbye"])
    alone.close()


@check
def metadata_text():
    _, call = client.echo.with_call(EchoRequest(), metadata=[("echo-one", "a b"), ("trail-two", "c;d")], timeout=LIMIT)
    equal(dict(call.initial_metadata()).get("echo-one"), "a b")
    equal(dict(call.trailing_metadata()).get("trail-two"), "c;d")


@check
def metadata_binary():
    value = bytes(range(256))
    _, call = client.echo.with_call(EchoRequest(), metadata=[("echo-one-bin", value), ("trail-two-bin", value[:5])], timeout=LIMIT)
    equal(dict(call.initial_metadata()).get("echo-one-bin"), value)
    equal(dict(call.trailing_metadata()).get("trail-two-bin"), value[:5])


@check
def metadata_binary_repeated():
    sent = [b"\1", b"\2\3", b"\4\5\6"]
    _, call = client.echo.with_call(EchoRequest(), metadata=[("echo-many-bin", value) for value in sent], timeout=LIMIT)
    equal([value for key, value in call.initial_metadata() if key == "echo-many-bin"], sent)


@check
def metadata_text_repeated():
    _, call = client.echo.with_call(EchoRequest(), metadata=[("echo-many", "a"), ("echo-many", "b")], timeout=LIMIT)
    got = ",".join(value for key, value in call.initial_metadata() if key == "echo-many")
    equal(got.replace(" ", ""), "a,b")


@check
def status_codes():
    for code in range(1, 17):
        error = fails_with_number(code)
        equal(error.details(), f"code {code}")


def fails_with_number(code):
    try:
        client.fail(FailRequest(code=code, message=f"code {code}"), timeout=LIMIT)
    except grpc.RpcError as error:
        equal(error.code().value[0], code, "status")
        return error
    raise AssertionError(f"succeeded instead of {code}")


@check
def status_message_of_any_text():
    text = "æøå 100 % \n linje 2 – 🫐"
    equal(fails("NOT_FOUND", lambda: client.fail(FailRequest(code=5, message=text), timeout=LIMIT)).details(), text)


@check
def status_details():
    details = b"\x08\x05\x12\x04nope\xff"
    error = fails("NOT_FOUND", lambda: client.fail(FailRequest(code=5, message="nope", details=details), timeout=LIMIT))
    equal(dict(error.trailing_metadata()).get("grpc-status-details-bin"), details)


@check
def status_after_messages():
    numbers = []
    error = fails("ABORTED", lambda: numbers.extend(r.number for r in client.count(CountRequest(count=3, fail_with_code=10), timeout=LIMIT)))
    equal((numbers, error.details()), ([1, 2, 3], "asked to fail"))


@check
def unexpected_exception_keeps_its_secret():
    error = fails("UNKNOWN", lambda: client.fail(FailRequest(unexpected=True), timeout=LIMIT))
    equal("secret" in error.details(), False, "secret told")


@check
def interceptor_stands_around_calls():
    _, call = client.echo.with_call(EchoRequest(), timeout=LIMIT)
    equal(dict(call.trailing_metadata()).get("intercepted"), "unary")


@check
def deadline_reaches_the_server():
    left = int(client.echo(EchoRequest(), timeout=30).seen["deadlineMilliseconds"])
    # Rounded up on the way: three digits are enough for a timeout.
    equal(25000 < left <= 31000, True, f"{left} ms within the deadline")
    equal(client.echo(EchoRequest()).seen["deadlineMilliseconds"], "none")


@check
def deadline_of_a_unary_call():
    started = time.monotonic()
    fails("DEADLINE_EXCEEDED", lambda: client.sleep(SleepRequest(milliseconds=5000), timeout=0.3))
    equal(time.monotonic() - started < 3, True, "ended early")


@check
def deadline_of_a_stream():
    started = time.monotonic()
    fails("DEADLINE_EXCEEDED", lambda: list(client.sleep_stream(SleepRequest(milliseconds=5000), timeout=0.3)))
    equal(time.monotonic() - started < 3, True, "ended early")


@check
def cancelled_by_the_client():
    key = str(uuid.uuid4())
    call = client.wait(SleepRequest(), metadata=[("call-key", key)], timeout=LIMIT)
    equal(next(call).text, "waiting")
    call.cancel()
    fails("CANCELLED", lambda: next(call))
    equal(client.observe(ObserveRequest(key=key, event="cancelled"), timeout=LIMIT).happened, True, "seen by the server")


@check
def cancelled_with_an_open_request_stream():
    key, requests = str(uuid.uuid4()), Requests()
    call = client.converse(iter(requests), metadata=[("call-key", key)], timeout=LIMIT)
    requests.send(text="one")
    equal(next(call).text, "one")
    call.cancel()
    equal(client.observe(ObserveRequest(key=key, event="ended"), timeout=LIMIT).happened, True, "ended at the server")
    requests.end()


@check
def reset_by_the_server():
    try:
        client.fail(FailRequest(abort=True), timeout=LIMIT)
    except grpc.RpcError as error:
        equal(error.code().name in ("INTERNAL", "UNAVAILABLE", "UNKNOWN", "CANCELLED"), True, error.code().name)
        return
    raise AssertionError("succeeded over a broken stream")


@check
def request_too_large():
    fails("RESOURCE_EXHAUSTED", lambda: client.echo(EchoRequest(payload=b"x" * (5 * MIB), response_size=1), timeout=LIMIT))


@check
def request_too_large_after_decompression():
    fails("RESOURCE_EXHAUSTED", lambda: client.echo(
        EchoRequest(payload=b"x" * (5 * MIB), response_size=1), compression=grpc.Compression.Gzip, timeout=LIMIT))


@check
def request_of_exactly_the_limit():
    request = EchoRequest(payload=b"x" * (4 * MIB - 5), response_size=0)
    equal(request.ByteSize(), 4 * MIB, "size")
    response = client.collect(iter([request]), timeout=LIMIT)
    equal(response.bytes, 4 * MIB - 5)
    request.payload += b"x"
    fails("RESOURCE_EXHAUSTED", lambda: client.collect(iter([request]), timeout=LIMIT))


@check
def response_too_large_for_the_client():
    fails("RESOURCE_EXHAUSTED", lambda: client.echo(EchoRequest(response_size=5 * MIB), timeout=LIMIT))


@check
def gzip_request():
    response = client.echo(EchoRequest(payload=b"y" * 100000), compression=grpc.Compression.Gzip, timeout=LIMIT)
    equal((response.payload, response.seen["encoding"]), (b"y" * 100000, "gzip"))


@check
def gzip_response():
    response = client.echo(EchoRequest(response_size=100000, compress_response=True), timeout=LIMIT)
    equal(len(response.payload), 100000)


@check
def gzip_stream():
    numbers = [r.number for r in client.count(CountRequest(count=100, compress=True), timeout=LIMIT)]
    equal(numbers, list(range(1, 101)))


@check
def unimplemented():
    for call in (client.missing, client.no_method, client.no_service):
        fails("UNIMPLEMENTED", lambda: call(EchoRequest(), timeout=LIMIT))


@check
def health_check():
    equal(client.health(HealthCheckRequest(), timeout=LIMIT).status, SERVING)
    fails("NOT_FOUND", lambda: client.health(HealthCheckRequest(service="nobody"), timeout=LIMIT))


@check
def health_watch():
    client.set_health(SetHealthRequest(healthy=True), timeout=LIMIT)
    watch = client.health_watch(HealthCheckRequest(service="toggled"), timeout=LIMIT)
    equal(next(watch).status, SERVING)
    client.set_health(SetHealthRequest(healthy=False), timeout=LIMIT)
    equal(next(watch).status, NOT_SERVING)
    client.set_health(SetHealthRequest(healthy=True), timeout=LIMIT)
    equal(next(watch).status, SERVING)
    watch.cancel()
    unknown = client.health_watch(HealthCheckRequest(service="nobody"), timeout=LIMIT)
    equal(next(unknown).status, SERVICE_UNKNOWN)
    unknown.cancel()


def field(number, payload):
    return bytes([number << 3 | 2, len(payload)]) + payload


def reflect(service, request):
    method = channel.stream_stream(f"/{service}/ServerReflectionInfo")
    return b"".join(method(iter([request]), timeout=LIMIT))


@check
def reflection():
    # The bytes are the same in both versions; written by hand, they also pin the field numbers.
    for service in REFLECTION:
        listed = reflect(service, field(7, b""))
        for name in (SERVICE, "grpc.health.v1.Health", *REFLECTION):
            equal(field(1, name.encode()) in listed, True, f"{name} listed by {service}")
        declared = reflect(service, field(4, (SERVICE + ".Echo").encode()))
        equal(b"conformance.proto" in declared and b"EchoRequest" in declared, True, "file of a method")
        equal(b"health.proto" in reflect(service, field(4, b"grpc.health.v1.HealthCheckResponse.ServingStatus")), True, "file of an enum")
        equal(b"conformance.proto" in reflect(service, field(3, b"conformance.proto")), True, "file by name")
        refused = reflect(service, field(4, b"no.such.Symbol"))
        equal(b"\x3a" in refused and b"\x08\x05" in refused, True, "NOT_FOUND")


@check
def trace_context():
    trace = uuid.uuid4().hex
    response = client.echo(EchoRequest(), metadata=[("traceparent", f"00-{trace}-00f067aa0ba902b7-01")], timeout=LIMIT)
    equal(response.seen["traceId"], trace)


@check
def handler_has_a_scope_of_its_own():
    scopes = {client.echo(EchoRequest(), timeout=LIMIT).seen["scope"] for _ in range(5)}
    equal(len(scopes), 5)


@check
def concurrent_calls():
    def one(number):
        equal(client.echo(EchoRequest(text=str(number)), timeout=LIMIT).text, str(number))
        equal(sum(1 for _ in client.count(CountRequest(count=50), timeout=LIMIT)), 50)

    with concurrent.futures.ThreadPoolExecutor(32) as workers:
        list(workers.map(one, range(300)))


@check
def calls_after_a_cancelled_one():
    for _ in range(50):
        client.wait(SleepRequest(), timeout=LIMIT).cancel()
    equal(client.echo(EchoRequest(text="still here"), timeout=LIMIT).text, "still here")


def run(function):
    try:
        function()
        return f"ok {function.__name__}"
    except Exception as error:  # a check may fail in any way; the line says how
        reason = f"{error.code().name}: {error.details()}" if isinstance(error, grpc.RpcError) else f"{type(error).__name__}: {error}"
        return f"FAIL {function.__name__}: {' '.join(reason.split())[:500]}"


if __name__ == "__main__":
    # The idle call waits beside the others.
    idle = []
    waiting = threading.Thread(target=lambda: idle.append(run(duplex_idle)))
    waiting.start()
    for function in checks:
        if function is not duplex_idle:
            print(run(function), flush=True)
    waiting.join()
    print(idle[0], flush=True)
    channel.close()
