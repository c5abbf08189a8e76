using System.Globalization;

namespace Grpc.Wire;

/// <summary>The way <c>grpc-timeout</c> travels: at most eight digits and a unit.</summary>
internal static class TimeoutText
{
    private const long MostDigits = 99_999_999;

    /// <summary>The time that is left, or null when the header says nothing usable.</summary>
    public static TimeSpan? Parse(string? text)
    {
        if (text is null || text.Length is < 2 or > 9) return null;
        if (!long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
        return text[^1] switch
        {
            'H' => TimeSpan.FromTicks(count * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(count * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(count * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks(count / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    /// <summary>The finest unit that fits in eight digits, rounded up so that nobody gives up too early.</summary>
    public static string Format(TimeSpan timeout)
    {
        var ticks = Math.Max(timeout.Ticks, TimeSpan.TicksPerMillisecond);
        foreach (var (size, unit) in ((long, char)[])
                 [(TimeSpan.TicksPerMillisecond, 'm'), (TimeSpan.TicksPerSecond, 'S'), (TimeSpan.TicksPerMinute, 'M')])
        {
            var count = (ticks + size - 1) / size;
            if (count <= MostDigits) return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Math.Min(ticks / TimeSpan.TicksPerHour, MostDigits)}H");
    }
}
