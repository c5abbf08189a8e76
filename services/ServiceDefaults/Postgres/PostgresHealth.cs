using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Postgres;

/// <summary>Without its database a service can promise nothing.</summary>
internal sealed class PostgresHealth(NpgsqlDataSource db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = db.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (NpgsqlException error)
        {
            return HealthCheckResult.Unhealthy("Nothing can be saved or read.", error);
        }
    }
}
