using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Channels.Streams;

/// <summary>What the reader of a stream says meanwhile: for how many events it has room, and up to where it dealt with them.</summary>
/// <param name="id">The subscription.</param>
/// <param name="sent">The sequence that the stream begins after.</param>
/// <param name="credits">How many events may be sent at first.</param>
internal sealed class StreamFlow(Guid id, long sent, long credits)
{
    private long _sent = sent;
    private long _credits = credits;
    private long _acknowledged;
    private volatile RpcException? _broken;
    private volatile bool _isEnded;

    /// <summary>The sequence of the last event that was sent.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>How many events may be sent now.</summary>
    public long Credits => Volatile.Read(ref _credits);

    /// <summary>The sequence up to which the reader has dealt with everything; 0 before it said so.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>True when nothing more is to be sent.</summary>
    public bool IsEnded => _isEnded;

    /// <summary>What the reader said that is not allowed; null while there is nothing.</summary>
    public Rejection? Refused { get; private set; }

    /// <summary>Call before the write: the reader may acknowledge an event before the write of it returns.</summary>
    public void Send(long sequence)
    {
        Volatile.Write(ref _sent, sequence);
        Interlocked.Decrement(ref _credits);
    }

    /// <summary>Throws when the call was broken by a door in front of the hub or by what cannot be parsed.</summary>
    public void ThrowIfBroken()
    {
        if (_broken is { } broken)
        {
            throw broken;
        }
    }

    /// <summary>Listens until the reader has nothing more to say.</summary>
    /// <param name="said">Called after every word.</param>
    public async Task ListenAsync(IAsyncStreamReader<SubscribeRequest> requests, Action said, CancellationToken ct)
    {
        try
        {
            while (Refused is null && await requests.MoveNext(ct))
            {
                Refused = Take(requests.Current);
                said();
            }
        }
        catch (RpcException refused)
        {
            _broken = refused;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // The reader broke off.
        }
        _isEnded = true;
        said();
    }

    private Rejection? Take(SubscribeRequest request)
    {
        switch (request.MessageCase)
        {
            case SubscribeRequest.MessageOneofCase.Credits when request.Credits.Credits is < 1 or > SubscribeHandler.MaxCredits:
                return Rejections.Invalid("#/credits/credits", "Skriv 1 til 10.000.", "Write 1 to 10,000.");
            case SubscribeRequest.MessageOneofCase.Credits:
                // More than may be outstanding at once are not saved up.
                var room = SubscribeHandler.MaxCredits - Credits;
                Interlocked.Add(ref _credits, Math.Min(request.Credits.Credits, Math.Max(0, room)));
                return null;
            case SubscribeRequest.MessageOneofCase.Acknowledgement
                when Cursor.TryRead(request.Acknowledgement.Cursor, id, out var sequence) && sequence <= Sent:
                Volatile.Write(ref _acknowledged, Math.Max(_acknowledged, sequence));
                return null;
            case SubscribeRequest.MessageOneofCase.Acknowledgement:
                return Cursor.Foreign("#/acknowledgement/cursor");
            default:
                return Rejections.Invalid("#/start", "Send kun start én gang, derefter credits og acknowledgement.",
                    "Send start once only, then credits and acknowledgement.");
        }
    }
}
