using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Redis;
using StackExchange.Redis;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Which needs may lie in a circle.</summary>
/// <param name="Watermark">What was changed in this transaction or later may lie there, too.</param>
internal sealed record GeoCandidates(IReadOnlyList<Guid> Ids, ulong Watermark);

/// <summary>
/// The places of open needs in Redis. One sorted set holds them and, as one more member, the watermark up to which it is right: they come and go together.
/// </summary>
internal sealed partial class GeoIndex(RedisConnection redis, TimeProvider clock, ILogger<GeoIndex> logger)
{
    public const int MaxCandidates = 2_000;

    // Beyond these Redis has no cells, or a search would hold up its other callers.
    private const double MaxLatitude = 85;
    private const double MaxMetres = 100_000;

    // Redis reckons with another radius of the earth, and keeps places to half a metre: what it leaves out must lie outside for certain.
    private const double Wider = 1.001;
    private const double WiderMetres = 2;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WriteWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private const string Search = """
        local watermark = redis.call('ZSCORE', KEYS[1], 'watermark')
        if not watermark then return false end
        return {watermark, redis.call('GEOSEARCH', KEYS[1], 'FROMLONLAT', ARGV[1], ARGV[2], 'BYRADIUS', ARGV[3], 'm', 'COUNT', ARGV[4], 'ANY')}
        """;

    private const string Write = """
        local function write(key, first)
            for i = first, #ARGV, 3 do
                if ARGV[i + 1] == '' then
                    redis.call('ZREM', key, ARGV[i])
                else
                    redis.call('GEOADD', key, ARGV[i + 1], ARGV[i + 2], ARGV[i])
                end
            end
        end

        """;

    // Only from the watermark that the changes were read from: an index that was flushed or taken further meanwhile is left alone.
    private const string Advance = Write + """
        local watermark = redis.call('ZSCORE', KEYS[1], 'watermark')
        if not watermark or tonumber(watermark) ~= tonumber(ARGV[1]) then return 0 end
        write(KEYS[1], 3)
        redis.call('ZADD', KEYS[1], ARGV[2], 'watermark')
        return 1
        """;

    private const string Begin = """
        redis.call('ZADD', KEYS[1], 0, 'building')
        redis.call('EXPIRE', KEYS[1], 60)
        return 1
        """;

    private const string Fill = Write + """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        write(KEYS[1], 1)
        redis.call('EXPIRE', KEYS[1], 60)
        return 1
        """;

    // Nobody searches in it before it is whole; whoever is there first stays.
    private const string Finish = """
        if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
        if redis.call('ZSCORE', KEYS[2], 'watermark') then
            redis.call('DEL', KEYS[1])
            return 0
        end
        redis.call('ZREM', KEYS[1], 'building')
        redis.call('ZADD', KEYS[1], ARGV[1], 'watermark')
        redis.call('RENAME', KEYS[1], KEYS[2])
        redis.call('PERSIST', KEYS[2])
        return 1
        """;

    private string? _name;
    private long _silentUntil;

    /// <summary>Its key; null until it is known which database it is of.</summary>
    public RedisKey? Key => _name is { } name ? name : (RedisKey?)null;

    /// <summary>Says which database it is of.</summary>
    public void Open(Guid name) => _name = $"needs:{{{name:n}}}:open";

    /// <summary>Every need that may lie in the circle; null: ask the database alone, for Redis is away, holds no index, or holds too many.</summary>
    public async Task<GeoCandidates?> FindAsync(GeoPoint centre, double metres)
    {
        var reach = double.RadiansToDegrees(metres / GeoPoint.EarthRadius);
        // Widest at the edge that is nearer the pole; a circle over the date line is rare here and left to the database.
        var edge = Math.Abs(centre.Latitude) + reach;
        if (_name is not { } name || metres > MaxMetres || edge > MaxLatitude
            || Math.Abs(centre.Longitude) + (reach / Math.Cos(double.DegreesToRadians(edge))) > 180
            || clock.GetTimestamp() < Volatile.Read(ref _silentUntil) || !redis.Current.IsConnected)
        {
            return null;
        }
        try
        {
            var answer = await redis.Current.GetDatabase()
                .ScriptEvaluateAsync(Search, [name], [centre.Longitude, centre.Latitude, (metres * Wider) + WiderMetres, MaxCandidates + 1])
                .WaitAsync(AnswerWithin, clock);
            return answer.IsNull ? null : Read((RedisResult[])answer!);
        }
        catch (Exception error) when (RedisConnection.IsAway(error))
        {
            Volatile.Write(ref _silentUntil, clock.GetTimestamp() + (long)(Pause.TotalSeconds * clock.TimestampFrequency));
            LogAway(error.GetType().Name);
            return null;
        }
    }

    /// <summary>Up to where it is right; null: it is not there.</summary>
    public async Task<ulong?> ReadWatermarkAsync() =>
        await redis.Current.GetDatabase().SortedSetScoreAsync(_name, "watermark") is { } score ? (ulong)score : null;

    /// <summary>Takes it from one watermark to the next.</summary>
    /// <returns>False: it does not stand at the first one.</returns>
    public async Task<bool> AdvanceAsync(ulong from, ulong to, IReadOnlyList<IndexedNeed> changes) =>
        await RunAsync(Advance, [_name], [Number(from), Number(to), .. changes.SelectMany(Values)]);

    /// <summary>A new one, which nobody searches in yet.</summary>
    /// <returns>Its key; it is gone a minute after nobody works on it.</returns>
    public async Task<string> BeginAsync()
    {
        var building = $"{_name}:{Guid.CreateVersion7():n}";
        await RunAsync(Begin, [building], []);
        return building;
    }

    /// <returns>False: it was flushed.</returns>
    public Task<bool> FillAsync(string building, IReadOnlyList<IndexedNeed> needs) => RunAsync(Fill, [building], [.. needs.SelectMany(Values)]);

    /// <returns>False: it was flushed, or another one is there already.</returns>
    public Task<bool> FinishAsync(string building, ulong watermark) => RunAsync(Finish, [building, _name], [Number(watermark)]);

    /// <summary>Drops one that cannot be right.</summary>
    public Task DropAsync() => redis.Current.GetDatabase().KeyDeleteAsync(_name);

    private async Task<bool> RunAsync(string script, RedisKey[] keys, RedisValue[] values) =>
        (int)await redis.Current.GetDatabase().ScriptEvaluateAsync(script, keys, values).WaitAsync(WriteWithin, clock) == 1;

    private static GeoCandidates? Read(RedisResult[] answer)
    {
        var members = (RedisValue[])answer[1]!;
        if (members.Length > MaxCandidates)
        {
            return null;
        }
        // The watermark lies somewhere, too.
        var ids = members.Select(member => (byte[])member!).Where(member => member.Length == 16).Select(member => new Guid(member)).ToList();
        return new GeoCandidates(ids, (ulong)(double)answer[0]);
    }

    private static RedisValue[] Values(IndexedNeed need) => need.Place is { } place && Math.Abs(place.Latitude) <= MaxLatitude
        ? [need.Id.ToByteArray(), place.Longitude, place.Latitude]
        : [need.Id.ToByteArray(), "", ""];

    private static RedisValue Number(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    [LoggerMessage(2311, LogLevel.Warning, "Redis is away; searches near a place ask the database alone: {Reason}")]
    private partial void LogAway(string reason);
}
