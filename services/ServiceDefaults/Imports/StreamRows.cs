using System.Threading.Channels;
using Grpc.Core;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Imports;

/// <summary>Reads the rows of a client stream, as many as an import takes.</summary>
public static class StreamRows
{
    /// <summary>Reads until the end, or until there are too many rows; whoever takes the rows learns of what broke.</summary>
    public static async Task ReadAsync<TMessage, T>(
        IAsyncStreamReader<TMessage> stream, ChannelWriter<ImportRow<T>> rows, ImportLimits limits, Func<TMessage, Outcome<T>> parse, CancellationToken ct)
    {
        try
        {
            for (var row = 1; await stream.MoveNext(ct); row++)
            {
                if (row > limits.MaxRows)
                {
                    await rows.WriteAsync(new ImportRow<T>(row, limits.TooManyRows), ct);
                    break;
                }
                await rows.WriteAsync(new ImportRow<T>(row, parse(stream.Current)), ct);
            }
            rows.Complete();
        }
        catch (Exception error)
        {
            rows.Complete(error);
        }
    }
}
