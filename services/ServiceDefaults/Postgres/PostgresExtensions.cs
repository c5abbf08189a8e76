using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Postgres;

/// <summary>One service, one database.</summary>
public static class PostgresExtensions
{
    /// <summary>Connections a service holds at most; max_connections is shared by all of them.</summary>
    private const int PoolSize = 15;

    /// <summary>Adds the service's data source, its migrations (Migrations/*.sql, embedded) and its health.</summary>
    public static WebApplicationBuilder AddPostgres(this WebApplicationBuilder builder, string connectionName)
    {
        var connectionString = builder.Configuration.GetConnectionString(connectionName)
            ?? throw new InvalidOperationException($"ConnectionStrings:{connectionName} is missing; AppHost sets it.");
        var source = new NpgsqlDataSourceBuilder(connectionString);
        source.ConnectionStringBuilder.MaxPoolSize = PoolSize;
        source.ConnectionStringBuilder.MaxAutoPrepare = 100;
        source.ConnectionStringBuilder.AutoPrepareMinUsages = 2;
        source.ConnectionStringBuilder.Enlist = false;
        // No code of ours leaves settings behind on a connection, so that none need be undone before the next one takes it.
        source.ConnectionStringBuilder.NoResetOnClose = true;
        // What looks dear to PostgreSQL it compiles before it runs, for a quarter of a second. Ours run for milliseconds, and those that may not scan
        // a table say so by making it look dear.
        source.ConnectionStringBuilder.Options = $"{source.ConnectionStringBuilder.Options} -c jit=off".TrimStart();
        // Statement texts and parameters stay out of errors and logs: a parameter may be what somebody typed.
        source.ConnectionStringBuilder.IncludeErrorDetail = false;
        builder.Services.AddSingleton(_ => source.Build());
        builder.Services.AddSingleton(new MigrationSource(Assembly.GetCallingAssembly()));
        builder.Services.AddHostedService<MigrationRunner>();
        builder.Services.AddHealthChecks().AddCheck<PostgresHealth>("postgres", timeout: TimeSpan.FromSeconds(3));
        return builder;
    }

    /// <summary>Brings the database up to date without starting the service: for a command that runs and ends.</summary>
    public static Task MigrateAsync(this WebApplication app, CancellationToken ct) => Migrations.ApplyAsync(
        app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetServices<MigrationSource>(), ct);
}
