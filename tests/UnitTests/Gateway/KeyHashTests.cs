using System.Security.Cryptography;
using System.Text;
using SocialEnzyme.Hub.Gateway.Credentials;
using SocialEnzyme.Hub.Participants;

namespace SocialEnzyme.Hub.UnitTests.Gateway;

public sealed class KeyHashTests
{
    [Fact]
    public void The_gateway_and_participants_hash_alike()
    {
        var key = ApiKey.Create();
        Assert.True(KeyHash.TryFrom($"Bearer {key}", out var hash));
        Assert.Equal(ApiKey.Hash(key), hash.ToByteString().ToByteArray());
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(key)), ApiKey.Hash(key));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Bearer ")]
    [InlineData("Basic c2VoXw==")]
    [InlineData("Bearer seh_short")]
    [InlineData("Bearer sehxAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer seh_ÆAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.")]
    public void What_has_not_the_shape_of_a_key_is_not_asked_about(string? authorization) =>
        Assert.False(KeyHash.TryFrom(authorization, out _));
}
