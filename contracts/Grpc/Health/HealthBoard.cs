using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Keeps the last published state of every mapped service and tells watchers of it.</summary>
internal sealed class HealthBoard(IOptions<GrpcHealthChecksOptions> options) : IHealthCheckPublisher
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ServingStatus> _states = [];
    private readonly HashSet<Watch> _watches = [];

    public static ServingStatus StatusOf(IEnumerable<HealthReportEntry> results)
    {
        var status = ServingStatus.Unknown;
        foreach (var result in results)
        {
            if (result.Status == HealthStatus.Unhealthy) return ServingStatus.NotServing;
            status = ServingStatus.Serving;
        }

        return status;
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        foreach (var mapping in options.Value.Services)
        {
            var status = StatusOf(report.Entries
                .Where(entry => mapping.HealthCheckPredicate(new HealthCheckMapContext(entry.Key, entry.Value.Tags)))
                .Select(entry => entry.Value));
            Set(mapping.Name, status);
        }

        return Task.CompletedTask;
    }

    public ServingStatus? Last(string service)
    {
        lock (_lock) return _states.TryGetValue(service, out var status) ? status : null;
    }

    /// <summary>The states published from now on; a slow watcher sees only the newest.</summary>
    public Watch StartWatch(string service)
    {
        var watch = new Watch(this, service);
        lock (_lock) _watches.Add(watch);
        return watch;
    }

    private void Set(string service, ServingStatus status)
    {
        lock (_lock)
        {
            _states[service] = status;
            foreach (var watch in _watches) watch.Tell(service, status);
        }
    }

    /// <summary>One watcher's view of one service.</summary>
    internal sealed class Watch(HealthBoard board, string service) : IDisposable
    {
        private readonly Channel<ServingStatus> _changes =
            Channel.CreateBounded<ServingStatus>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

        public IAsyncEnumerable<ServingStatus> ChangesAsync(CancellationToken ct) => _changes.Reader.ReadAllAsync(ct);

        public void Tell(string changed, ServingStatus status)
        {
            if (changed == service) _changes.Writer.TryWrite(status);
        }

        public void Dispose()
        {
            lock (board._lock) board._watches.Remove(this);
        }
    }
}
