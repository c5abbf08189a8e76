using Microsoft.Extensions.Logging.Abstractions;
using SocialEnzyme.Hub.Gateway.Credentials;

namespace SocialEnzyme.Hub.UnitTests.Gateway;

public sealed class KeyQuestionsTests
{
    private readonly FakeParticipants _participants = new();

    [Fact]
    public async Task Keys_that_come_while_questions_are_under_way_go_together()
    {
        var gate = new TaskCompletionSource();
        _participants.Gate = gate.Task;
        var questions = Questions();
        var first = new List<Task<KeyAnswer?>>();
        for (var i = 1; i <= CredentialOptions.MaxQuestions; i++)
        {
            first.Add(questions.AskAsync(_participants.Give(i)));
            var asked = i;
            await Eventually.Is("it is asked", () => _participants.Questions.Count == asked);
        }
        var next = Enumerable.Range(100, 500).Select(i => questions.AskAsync(_participants.Give(i))).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll([.. first, .. next]), answer => Assert.NotNull(answer?.Holder));
        Assert.Equal(CredentialOptions.MaxQuestions + 1, _participants.Questions.Count);
    }

    [Fact]
    public async Task More_keys_than_one_question_takes_make_several()
    {
        var gate = new TaskCompletionSource();
        _participants.Gate = gate.Task;
        var questions = Questions();
        var all = Enumerable.Range(1, 2_500).Select(i => questions.AskAsync(_participants.Give(i))).ToList();
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), answer => Assert.NotNull(answer?.Holder));
        Assert.All(_participants.Questions, question => Assert.InRange(question.Length, 1, CredentialOptions.MaxBatch));
    }

    [Fact]
    public async Task The_same_key_waits_once()
    {
        var gate = new TaskCompletionSource();
        _participants.Gate = gate.Task;
        var questions = Questions();
        var key = _participants.Give(1);
        var all = Enumerable.Range(0, 64).Select(_ => questions.AskAsync(key)).ToList();
        gate.SetResult();
        await Task.WhenAll(all);
        Assert.InRange(_participants.Questions.Sum(question => question.Length), 1, CredentialOptions.MaxQuestions + 1);
    }

    [Fact]
    public async Task More_keys_than_may_wait_are_refused_unasked()
    {
        var gate = new TaskCompletionSource();
        _participants.Gate = gate.Task;
        var questions = Questions(new CredentialOptions { MaxWaiting = 10 });
        for (var i = 1; i <= CredentialOptions.MaxQuestions; i++)
        {
            _ = questions.AskAsync(_participants.Give(i));
            var asked = i;
            await Eventually.Is("it is asked", () => _participants.Questions.Count == asked);
        }
        var waiting = Enumerable.Range(100, 10).Select(i => questions.AskAsync(_participants.Give(i))).ToList();
        Assert.Null(await questions.AskAsync(_participants.Give(200)));
        gate.SetResult();
        Assert.All(await Task.WhenAll(waiting), Assert.NotNull);
    }

    [Fact]
    public async Task Without_an_answer_everybody_who_waits_is_told_and_the_next_is_asked_anew()
    {
        var questions = Questions();
        _participants.IsAway = true;
        Assert.Null(await questions.AskAsync(_participants.Give(1)));
        _participants.IsAway = false;
        Assert.NotNull(await questions.AskAsync(_participants.Give(1)));
    }

    private KeyQuestions Questions(CredentialOptions? options = null) =>
        new(_participants.AskAsync, options ?? new(), TimeProvider.System, NullLogger<KeyQuestions>.Instance);
}
