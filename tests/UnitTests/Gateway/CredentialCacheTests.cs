using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using SocialEnzyme.Hub.Gateway.Credentials;

namespace SocialEnzyme.Hub.UnitTests.Gateway;

public sealed class CredentialCacheTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeParticipants _participants = new();
    private readonly CredentialCache _cache;

    public CredentialCacheTests()
    {
        var options = new CredentialOptions();
        var questions = new KeyQuestions(_participants.AskAsync, options, _clock, NullLogger<KeyQuestions>.Instance);
        _cache = new CredentialCache(questions, options, _clock, NullLogger<CredentialCache>.Instance);
    }

    [Fact]
    public async Task A_key_is_asked_about_once_in_half_a_second()
    {
        var key = _participants.Give(1);
        await EnterAsync(key);
        _clock.Move(500);
        await EnterAsync(key);
        Assert.Single(_participants.Questions);

        _clock.Move(1);
        await EnterAsync(key);
        Assert.Equal(2, _participants.Questions.Count);
    }

    [Fact]
    public async Task Age_counts_from_the_question_and_not_from_the_answer()
    {
        var key = _participants.Give(1);
        var gate = new TaskCompletionSource();
        _participants.Gate = gate.Task;
        var asked = _cache.CheckAsync(key).AsTask();
        await Eventually.Is("participants are asked", () => _participants.Questions.Count == 1);
        _clock.Move(450);
        gate.SetResult();
        Assert.Equal(KeyState.Valid, (await asked).State);

        _clock.Move(51);
        await _cache.CheckAsync(key);
        Assert.Equal(2, _participants.Questions.Count);
    }

    [Fact]
    public async Task An_answer_that_took_too_long_lets_nobody_in_and_is_asked_for_again()
    {
        var key = _participants.Give(1);
        var gate = new TaskCompletionSource();
        _participants.Gate = gate.Task;
        var asked = _cache.CheckAsync(key).AsTask();
        await Eventually.Is("participants are asked", () => _participants.Questions.Count == 1);
        _participants.Gate = Task.CompletedTask;
        _clock.Move(1_000);
        gate.SetResult();
        Assert.Equal(KeyState.Valid, (await asked).State);
        Assert.Equal(2, _participants.Questions.Count);
    }

    [Fact]
    public async Task What_is_under_way_is_aborted_when_the_key_is_revoked()
    {
        var key = _participants.Give(1);
        var request = await EnterAsync(key);
        var call = await EnterAsync(key, isStream: false);
        _participants.Revoke(key);
        await _cache.RefreshAsync();

        Assert.True(request.IsAborted && call.IsAborted);
        Assert.Equal(KeyState.Refused, (await _cache.CheckAsync(key)).State);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public async Task What_is_under_way_with_another_key_goes_on_when_one_is_revoked()
    {
        var revoked = _participants.Give(1);
        var request = await EnterAsync(_participants.Give(2));
        await EnterAsync(revoked);
        _participants.Revoke(revoked);
        await _cache.RefreshAsync();
        Assert.False(request.IsAborted);
    }

    [Fact]
    public async Task Nobody_is_let_in_while_participants_are_away()
    {
        var key = _participants.Give(1);
        await EnterAsync(key);
        _participants.IsAway = true;
        _clock.Move(501);
        Assert.Equal(KeyState.Unchecked, (await _cache.CheckAsync(key)).State);
    }

    [Fact]
    public async Task A_stream_ends_within_a_second_while_participants_are_away()
    {
        var request = await EnterAsync(_participants.Give(1));
        _participants.IsAway = true;
        for (var i = 0; i < 9; i++)
        {
            _clock.Move(100);
            await _cache.RefreshAsync();
            _cache.Sweep();
            Assert.False(request.IsAborted);
        }
        _clock.Move(50);
        _cache.Sweep();
        Assert.True(request.IsAborted);
    }

    [Fact]
    public async Task A_single_call_is_let_finish_while_participants_are_away()
    {
        var request = await EnterAsync(_participants.Give(1), isStream: false);
        _participants.IsAway = true;
        _clock.Move(5_000);
        await _cache.RefreshAsync();
        _cache.Sweep();
        Assert.False(request.IsAborted);
    }

    [Fact]
    public async Task A_stream_stays_open_as_long_as_its_key_is_confirmed()
    {
        var request = await EnterAsync(_participants.Give(1));
        for (var i = 0; i < 100; i++)
        {
            _clock.Move(250);
            await _cache.RefreshAsync();
            _cache.Sweep();
        }
        Assert.False(request.IsAborted);
    }

    [Fact]
    public async Task An_expired_key_is_refused_and_its_streams_end_without_a_question()
    {
        var key = _participants.Give(1, _clock.GetUtcNow().AddMilliseconds(300));
        var request = await EnterAsync(key);
        _clock.Move(300);
        _cache.Sweep();
        Assert.True(request.IsAborted);
        Assert.Single(_participants.Questions);
        Assert.Equal(KeyState.Refused, (await _cache.CheckAsync(key)).State);
    }

    [Fact]
    public async Task Made_up_keys_take_no_room()
    {
        for (var i = 0; i < 5_000; i++)
        {
            Assert.Equal(KeyState.Refused, (await _cache.CheckAsync(FakeParticipants.Some.Key(i))).State);
        }
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public async Task A_refused_key_is_not_asked_about_again_at_once()
    {
        var key = FakeParticipants.Some.Key(1);
        await _cache.CheckAsync(key);
        await _cache.CheckAsync(key);
        Assert.Single(_participants.Questions);
        _clock.Move(501);
        await _cache.CheckAsync(key);
        Assert.Equal(2, _participants.Questions.Count);
    }

    [Fact]
    public async Task A_key_that_nobody_uses_is_forgotten()
    {
        var key = _participants.Give(1);
        (await EnterAsync(key)).Leave();
        _clock.Move(1_900);
        await _cache.RefreshAsync();
        _cache.Sweep();
        Assert.Equal(1, _cache.Count);
        _clock.Move(101);
        _cache.Sweep();
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public async Task An_answer_that_comes_late_does_not_undo_a_newer_one()
    {
        var key = _participants.Give(1);
        var request = await EnterAsync(key);
        _clock.Move(100);
        await _cache.RefreshAsync();
        request.Held.Confirm(FakeParticipants.Some.Holder(), _clock.GetTimestamp() - TimeSpan.TicksPerSecond);
        Assert.Equal(request.Holder, request.Held.HolderWithin(TimeSpan.Zero));
    }

    [Fact]
    public async Task A_request_that_comes_while_its_key_is_closed_is_not_let_in_by_the_old_entry()
    {
        var key = _participants.Give(1);
        var verdict = await _cache.CheckAsync(key);
        _participants.Revoke(key);
        await _cache.RefreshAsync();
        Assert.False(verdict.Held!.TryEnter(new DefaultHttpContext(), isStream: false));
    }

    [Fact]
    public async Task Tokens_are_signed_anew_after_a_while_and_when_the_holder_changes()
    {
        var request = await EnterAsync(_participants.Give(1));
        var signed = 0;
        string Header(Holder holder) => request.Held.AuthorizationFor(holder, TimeSpan.FromSeconds(20), _ => $"{++signed}");
        Assert.Equal("Bearer 1", Header(request.Holder));
        _clock.Move(20_000);
        Assert.Equal("Bearer 1", Header(request.Holder));
        _clock.Move(1);
        Assert.Equal("Bearer 2", Header(request.Holder));
        Assert.Equal("Bearer 3", Header(FakeParticipants.Some.Holder()));
    }

    private async Task<Request> EnterAsync(KeyHash key, bool isStream = true)
    {
        var verdict = await _cache.CheckAsync(key);
        Assert.Equal(KeyState.Valid, verdict.State);
        return new Request(verdict.Held!, verdict.Holder!, isStream);
    }

    private sealed class Request : IHttpRequestLifetimeFeature
    {
        private readonly DefaultHttpContext _context = new();

        public Request(HeldCredential held, Holder holder, bool isStream)
        {
            (Held, Holder) = (held, holder);
            _context.Features.Set<IHttpRequestLifetimeFeature>(this);
            Assert.True(held.TryEnter(_context, isStream));
        }

        public HeldCredential Held { get; }

        public Holder Holder { get; }

        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;

        public void Leave() => Held.Leave(_context);
    }
}
