using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace SocialEnzyme.Hub.ServiceDefaults.Redis;

/// <summary>Redis is a cache: whatever is in it can be rebuilt, and a hub without it is slower, not wrong.</summary>
public static class RedisExtensions
{
    /// <summary>Adds the connection, which is made when first used and comes back by itself.</summary>
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        var options = ConfigurationOptions.Parse(builder.Configuration.GetConnectionString("redis")
            ?? throw new InvalidOperationException("ConnectionStrings:redis is missing; AppHost sets it."));
        options.AbortOnConnectFail = false;
        options.ConnectTimeout = 2_000;
        options.SyncTimeout = 1_000;
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<RedisConnection>(services, options));
        builder.Services.AddHostedService(services => services.GetRequiredService<RedisConnection>());
        builder.Services.AddHealthChecks().AddCheck<RedisHealth>("redis");
        return builder;
    }

    private sealed class RedisHealth(RedisConnection redis) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await redis.Current.GetDatabase().PingAsync();
                return HealthCheckResult.Healthy();
            }
            catch (Exception error) when (RedisConnection.IsAway(error))
            {
                return HealthCheckResult.Degraded("Slower: limits and indexes are kept by each process for itself.", error);
            }
        }
    }
}
