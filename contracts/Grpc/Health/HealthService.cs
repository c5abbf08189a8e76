using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ServingStatus = Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus;

namespace Grpc.AspNetCore.HealthChecks;

/// <summary>Answers <c>grpc.health.v1.Health</c> with the health checks of the application.</summary>
internal sealed class HealthService(
    HealthBoard board, HealthCheckService checks, IOptions<GrpcHealthChecksOptions> options, IHostApplicationLifetime lifetime)
    : Health.V1.Health.HealthBase
{
    public override async Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context) =>
        await NowAsync(request.Service, context.CancellationToken) is { } status
            ? new HealthCheckResponse { Status = status }
            : throw new RpcException(new Status(StatusCode.NotFound, ""));

    public override async Task Watch(
        HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        // An open stream would hold back a server that wants to stop, so stopping ends it with a last word.
        var stopping = options.Value.SuppressCompletionOnShutdown ? CancellationToken.None : lifetime.ApplicationStopping;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        try
        {
            // Watching before asking, so that no change falls between the two.
            using var watch = board.StartWatch(request.Service);
            var told = await NowAsync(request.Service, ending.Token) ?? ServingStatus.ServiceUnknown;
            await responseStream.WriteAsync(new HealthCheckResponse { Status = told }, CancellationToken.None);
            await foreach (var status in watch.ChangesAsync(ending.Token))
            {
                if (status == told) continue;
                told = status;
                await responseStream.WriteAsync(new HealthCheckResponse { Status = told }, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            await responseStream.WriteAsync(new HealthCheckResponse { Status = ServingStatus.NotServing }, CancellationToken.None);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            // Leaving is how a watcher ends its watch.
        }
    }

    private async Task<ServingStatus?> NowAsync(string service, CancellationToken ct)
    {
        if (!options.Value.Services.TryGetValue(service, out var mapping)) return null;
        if (options.Value.UseHealthChecksCache) return board.Last(service) ?? ServingStatus.Unknown;
        var report = await checks.CheckHealthAsync(
            registration => mapping.HealthCheckPredicate(new HealthCheckMapContext(registration.Name, registration.Tags)), ct);
        return HealthBoard.StatusOf(report.Entries.Values);
    }
}
