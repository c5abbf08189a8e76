using Grpc.Wire;

namespace SocialEnzyme.Hub.UnitTests.GrpcRuntime;

public sealed class HeaderEncodingTests
{
    [Theory]
    [InlineData("plain text, with ~ and \"quotes\"", "plain text, with ~ and \"quotes\"")]
    [InlineData("100 %", "100 %25")]
    [InlineData("æ", "%C3%A6")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("🫐", "%F0%9F%AB%90")]
    [InlineData("", "")]
    public void A_message_travels_as_percent_encoded_utf8(string text, string wire)
    {
        Assert.Equal(wire, PercentText.Encode(text));
        Assert.Equal(text, PercentText.Decode(wire));
    }

    [Theory]
    [InlineData("50%", "50%")]
    [InlineData("%zz", "%zz")]
    [InlineData("%4", "%4")]
    [InlineData("%41%", "A%")]
    [InlineData("%c3%a6", "æ")]
    [InlineData("+1", "+1")]
    [InlineData("æ%20ø", "æ ø")]
    public void A_message_that_was_encoded_badly_is_kept_as_far_as_it_goes(string wire, string text) =>
        Assert.Equal(text, PercentText.Decode(wire));

    [Fact]
    public void Half_a_surrogate_pair_does_not_break_the_status() => Assert.Equal("%EF%BF%BD", PercentText.Encode("\ud83e"));

    [Theory]
    [InlineData("1H", 3_600_000)]
    [InlineData("2M", 120_000)]
    [InlineData("3S", 3_000)]
    [InlineData("250m", 250)]
    [InlineData("5000u", 5)]
    [InlineData("7000000n", 7)]
    [InlineData("99999999S", 99_999_999_000L)]
    public void A_timeout_is_digits_and_a_unit(string wire, long milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), TimeoutText.Parse(wire));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("S")]
    [InlineData("5")]
    [InlineData("5x")]
    [InlineData("-5S")]
    [InlineData("1.5S")]
    [InlineData(" 5S")]
    [InlineData("123456789S")]
    public void What_is_no_timeout_sets_no_deadline(string? wire) => Assert.Null(TimeoutText.Parse(wire));

    [Theory]
    [InlineData(250, "250m")]
    [InlineData(99_999_999, "99999999m")]
    [InlineData(100_000_000, "100000S")]
    [InlineData(60L * 24 * 3600 * 1000, "5184000S")]
    [InlineData(4000L * 365 * 24 * 3600 * 1000, "2102400000M")]
    public void A_timeout_is_written_in_eight_digits(long milliseconds, string wire)
    {
        var written = TimeoutText.Format(TimeSpan.FromMilliseconds(milliseconds));
        Assert.True(written.Length <= 9, written);
        if (wire.Length <= 9) Assert.Equal(wire, written);
        Assert.True(TimeoutText.Parse(written) >= TimeSpan.FromMilliseconds(milliseconds) || written.EndsWith('H'));
    }

    [Fact]
    public void A_timeout_that_is_almost_over_is_still_one() => Assert.Equal("1m", TimeoutText.Format(TimeSpan.FromTicks(1)));

    [Theory]
    [InlineData("AQID", "1,2,3")]
    [InlineData("AQI=", "1,2")]
    [InlineData("AQI", "1,2")]
    [InlineData("", "")]
    public void Bytes_are_read_with_and_without_padding(string wire, string bytes) =>
        Assert.Equal(bytes, string.Join(',', Assert.Single(BinaryText.Decode(wire))));

    [Fact]
    public void Repeated_bytes_arrive_joined_by_commas() =>
        Assert.Equal([[1], [2, 3], [4, 5, 6]], BinaryText.Decode("AQ, AgM=,BAUG"));

    [Fact]
    public void Bytes_that_are_no_base64_break_the_call() => Assert.Throws<FormatException>(() => BinaryText.Decode("!?").ToList());

    [Fact]
    public void Every_byte_survives_the_way()
    {
        for (var length = 0; length < 70; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(index => (byte)(index * 37)).ToArray();
            Assert.Equal(bytes, Assert.Single(BinaryText.Decode(BinaryText.Encode(bytes))));
        }
    }

    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("Application/gRPC; charset=utf-8", true)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public void Only_a_grpc_content_type_is_grpc(string? contentType, bool isGrpc) => Assert.Equal(isGrpc, WireNames.IsGrpc(contentType));
}
