using Npgsql;
using Testcontainers.PostgreSql;
using Testcontainers.RabbitMq;
using Testcontainers.Redis;

namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>The real servers behind the tests: containers, started once for the whole run and removed by Testcontainers' reaper.</summary>
internal sealed class TestServers
{
    private const ushort ManagementPort = 15672;

    private readonly PostgreSqlContainer _postgres = new PostgreSqlBuilder("postgres:17").WithCommand("-c", "max_connections=300").Build();
    private readonly RabbitMqContainer _rabbitMq = new RabbitMqBuilder("rabbitmq:4-management").WithPortBinding(ManagementPort, true).Build();
    private readonly RedisContainer _redis = new RedisBuilder("redis:7").Build();

    public string Redis => _redis.GetConnectionString();

    /// <summary>amqp://user:password@host:port</summary>
    public Uri RabbitMq => new(_rabbitMq.GetConnectionString());

    public Uri RabbitMqManagement => new UriBuilder("http", _rabbitMq.Hostname, _rabbitMq.GetMappedPublicPort(ManagementPort)).Uri;

    public static async Task<TestServers> StartAsync()
    {
        var servers = new TestServers();
        await Task.WhenAll(servers._postgres.StartAsync(), servers._rabbitMq.StartAsync(), servers._redis.StartAsync());
        return servers;
    }

    public string Postgres(string database) => new NpgsqlConnectionStringBuilder(_postgres.GetConnectionString()) { Database = database }.ConnectionString;

    public async Task CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(_postgres.GetConnectionString());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"CREATE DATABASE \"{name}\"";
        await command.ExecuteNonQueryAsync();
    }
}
