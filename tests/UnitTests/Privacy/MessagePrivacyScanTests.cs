using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.UnitTests.Privacy;

public sealed class MessagePrivacyScanTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Fact]
    public void A_nested_field_is_pointed_at_by_its_JSON_name()
    {
        var file = new FileDescriptorProto
        {
            Package = "harmless",
            MessageType = { new DescriptorProto(), new DescriptorProto { Field = { new FieldDescriptorProto { TypeName = "cpr 211062-5629" } } } },
        };

        Assert.Equal("#/messageType/1/field/0/typeName", Pointer(file));
    }

    [Fact]
    public void The_parts_of_a_repeated_field_are_read_together() =>
        Assert.Equal("#/paths/2", Pointer(new FieldMask { Paths = { "a", "211062", "5629" } }));

    [Fact]
    public void Maps_are_scanned_in_values_and_keys_and_a_key_is_never_repeated()
    {
        Assert.Equal("#/fields/note/stringValue", Pointer(new Struct { Fields = { ["note"] = Value.ForString("2110625629") } }));
        Assert.Equal("#/fields/hidden", Pointer(new Struct { Fields = { ["211062-5629"] = Value.ForNull() } }));
    }

    [Fact]
    public void Numbers_are_scanned_as_they_would_be_written()
    {
        Assert.Equal("#/value", Pointer(new Int64Value { Value = 2110625629 }));
        Assert.Equal("#/value", Pointer(new DoubleValue { Value = 2110625629 }));
        Assert.Equal("#/value", Pointer(new UInt32Value { Value = 101801234 }));
        Assert.Null(Pointer(new DoubleValue { Value = 55.6760968123 }));
        Assert.Null(Pointer(new DoubleValue { Value = double.NaN }));
    }

    [Fact]
    public void A_point_in_time_is_not_a_birth_date() =>
        Assert.Null(Pointer(new Timestamp { Seconds = 2110625629 }));

    [Fact]
    public void An_empty_message_passes() => Assert.Null(Pointer(new FileDescriptorProto()));

    private static string? Pointer(IMessage message) => MessagePrivacyScan.Scan(message, Today)?.FieldPointer;
}
