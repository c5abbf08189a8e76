using SocialEnzyme.Hub.Participants;

namespace SocialEnzyme.Hub.UnitTests.Participants;

public sealed class CredentialTests
{
    [Fact]
    public void A_key_is_long_random_and_hashed_to_32_bytes()
    {
        var keys = Enumerable.Range(0, 1_000).Select(_ => ApiKey.Create()).ToHashSet();
        Assert.Equal(1_000, keys.Count);
        Assert.All(keys, key => Assert.Matches("^seh_[A-Za-z0-9_-]{43}$", key));
        Assert.Equal(32, ApiKey.Hash(keys.First()).Length);
    }

    [Fact]
    public void Scopes_are_kept_once_and_in_order()
    {
        var command = new IssueCredential("fagsystem", ["subscriptions:manage", "needs:write", "needs:write"]);
        Assert.Equal(["needs:write", "subscriptions:manage"], Some.Accepted(Credential.Issue(Some.Participant(), command, Some.Now)).Scopes);
    }

    [Fact]
    public void A_scope_that_is_not_known_is_refused_where_it_stands() => Assert.Equal(
        "#/scopes/1",
        Assert.Single(Some.Refused(Credential.Issue(Some.Participant(), new("x", ["needs:write", "needs:read"]), Some.Now)).Errors).Pointer);

    [Fact]
    public void A_company_cannot_publish_needs()
    {
        var company = Some.Participant("market", "company");
        Assert.Equal("#/scopes/0", Assert.Single(Some.Refused(Credential.Issue(company, new("x", ["needs:write"]), Some.Now)).Errors).Pointer);
        Some.Accepted(Credential.Issue(company, new("x", ["offers:write"]), Some.Now));
    }

    [Fact]
    public void Only_operators_operate()
    {
        Some.Refused(Credential.Issue(Some.Participant("public", "municipality"), new("x", ["operate"]), Some.Now));
        Some.Accepted(Credential.Issue(Some.Participant("public", "operator"), new("x", ["operate"]), Some.Now));
    }

    [Fact]
    public void A_key_cannot_expire_before_it_is_issued()
    {
        Some.Refused(Credential.Issue(Some.Participant(), new("x", ["needs:write"], Some.Now), Some.Now));
        Some.Accepted(Credential.Issue(Some.Participant(), new("x", ["needs:write"], Some.Now.AddTicks(1)), Some.Now));
    }

    [Fact]
    public void A_long_list_of_wrong_scopes_gets_no_answer_larger_than_itself() =>
        Assert.InRange(Some.Refused(Credential.Issue(Some.Participant(), new("x", [.. Enumerable.Repeat("q", 2_000)]), Some.Now)).Errors.Count, 1, 20);

    [Fact]
    public void A_time_that_no_calendar_has_is_refused_as_one_that_is_past()
    {
        Assert.Equal(DateTimeOffset.MinValue, GrpcMessages.Time(new() { Seconds = long.MaxValue }));
        Assert.Equal(DateTimeOffset.MinValue, GrpcMessages.Time(new() { Nanos = -1 }));
        Assert.Null(GrpcMessages.Time(null));
    }

    [Fact]
    public void Every_wrong_field_is_named_at_once() => Assert.Equal(
        ["#/name", "#/scopes", "#/expiresAt"],
        Some.Refused(Credential.Issue(Some.Participant(), new(null, null, Some.Now), Some.Now)).Errors.Select(error => error.Pointer));
}
