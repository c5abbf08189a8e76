using Grpc.Core;

namespace SocialEnzyme.Hub.UnitTests.GrpcRuntime;

public sealed class MetadataTests
{
    [Fact]
    public void Keys_are_lower_case_and_found_in_any_case()
    {
        var metadata = new Metadata { { "X-Tenant", "dk" } };
        Assert.Equal("x-tenant", Assert.Single(metadata).Key);
        Assert.Equal("dk", metadata.GetValue("X-TENANT"));
        Assert.Null(metadata.GetValue("other"));
    }

    [Fact]
    public void The_last_of_several_entries_counts_and_all_are_kept()
    {
        var metadata = new Metadata { { "key", "a" }, { "key", "b" } };
        Assert.Equal("b", metadata.GetValue("key"));
        Assert.Equal(["a", "b"], metadata.GetAll("key").Select(entry => entry.Value));
    }

    [Fact]
    public void Only_keys_that_end_in_bin_carry_bytes()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("key", [1]));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("key-bin", "text"));
        var entry = new Metadata.Entry("key-bin", [1, 2]);
        Assert.True(entry.IsBinary);
        Assert.Equal([1, 2], entry.ValueBytes);
        Assert.Throws<InvalidOperationException>(() => entry.Value);
    }

    [Fact]
    public void A_key_that_could_not_travel_is_refused() => Assert.Throws<ArgumentException>(() => new Metadata.Entry("a key", "value"));

    [Fact]
    public void The_empty_metadata_stays_empty() => Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));

    [Fact]
    public void A_status_without_a_text_has_an_empty_one()
    {
        Assert.Equal("", default(Status).Detail);
        Assert.Equal(Status.DefaultSuccess, default);
        Assert.Equal("Status(StatusCode=\"NotFound\", Detail=\"gone\")", new RpcException(new Status(StatusCode.NotFound, "gone")).Message);
    }
}
