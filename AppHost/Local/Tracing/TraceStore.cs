namespace SocialEnzyme.Hub.AppHost.Tracing;

/// <summary>The newest traces, in memory and bounded: by number of traces, and by spans in one.</summary>
public sealed class TraceStore(int traces = 5_000, int spansPerTrace = 2_000)
{
    readonly Lock _gate = new();
    readonly Dictionary<string, List<TraceSpan>> _byId = [];
    readonly Queue<string> _order = new();

    public void Add(IEnumerable<TraceSpan> spans)
    {
        lock (_gate)
        {
            foreach (var span in spans)
            {
                if (!_byId.TryGetValue(span.TraceId, out var trace))
                {
                    _byId[span.TraceId] = trace = [];
                    _order.Enqueue(span.TraceId);
                    if (_order.Count > traces) _byId.Remove(_order.Dequeue());
                }
                if (trace.Count < spansPerTrace) trace.Add(span);
            }
        }
    }

    /// <summary>The spans of one trace that have come so far.</summary>
    public IReadOnlyList<TraceSpan> Trace(string traceId)
    {
        lock (_gate) return _byId.TryGetValue(traceId, out var spans) ? [.. spans] : [];
    }

    /// <summary>The traces in which this need was touched, the oldest first: that of its publishing, then what came later.</summary>
    public IReadOnlyList<IReadOnlyList<TraceSpan>> OfNeed(string needId)
    {
        lock (_gate)
        {
            return
            [
                .. _byId.Values
                    .Where(trace => trace.Any(span => span.Tags.GetValueOrDefault("need.id") == needId))
                    .Select(trace => (IReadOnlyList<TraceSpan>)[.. trace])
                    .OrderBy(trace => trace.Min(span => span.Start)),
            ];
        }
    }

    /// <summary>The newest traces that published a need, newest first: its id and its spans.</summary>
    public IReadOnlyList<(string NeedId, IReadOnlyList<TraceSpan> Spans)> Recent(int count)
    {
        lock (_gate)
        {
            return
            [
                .. _order.Reverse()
                    .Select(id => _byId[id])
                    .Select(trace => (Need: trace.Select(span => span.Tags.GetValueOrDefault("need.id")).FirstOrDefault(id => id is not null), trace))
                    .Where(found => found.Need is not null && found.trace.Any(span => span.Service == "gateway"))
                    .Take(count)
                    .Select(found => (found.Need!, (IReadOnlyList<TraceSpan>)[.. found.trace])),
            ];
        }
    }
}
