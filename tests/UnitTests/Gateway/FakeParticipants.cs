using SocialEnzyme.Hub.Gateway.Credentials;

namespace SocialEnzyme.Hub.UnitTests.Gateway;

/// <summary>Participants as the gateway asks it: who holds which key, and what was asked.</summary>
internal sealed class FakeParticipants
{
    private readonly Lock _lock = new();
    private readonly Dictionary<KeyHash, Holder> _holders = [];

    public List<KeyHash[]> Questions { get; } = [];

    public bool IsAway { get; set; }

    /// <summary>Answers wait for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public KeyHash Give(int number, DateTimeOffset? expiresAt = null)
    {
        var key = Some.Key(number);
        lock (_lock)
        {
            _holders[key] = Some.Holder(expiresAt);
        }
        return key;
    }

    public void Revoke(KeyHash key)
    {
        lock (_lock)
        {
            _holders.Remove(key);
        }
    }

    public async Task<IReadOnlyList<Holder?>> AskAsync(IReadOnlyList<KeyHash> keys, CancellationToken ct)
    {
        lock (_lock)
        {
            Questions.Add([.. keys]);
        }
        await Gate.WaitAsync(ct);
        lock (_lock)
        {
            return IsAway
                ? throw new Grpc.Core.RpcException(new Grpc.Core.Status(Grpc.Core.StatusCode.Unavailable, "away"))
                : [.. keys.Select(key => _holders.GetValueOrDefault(key))];
        }
    }

    internal static class Some
    {
        public static KeyHash Key(int number) => new((ulong)number, (ulong)number, 3, 4);

        public static Holder Holder(DateTimeOffset? expiresAt = null) =>
            new(Guid.CreateVersion7(), Guid.CreateVersion7(), "Foreningen Vandkanten", "civil", "association", "needs:write", expiresAt);
    }
}
