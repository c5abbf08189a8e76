using System.Globalization;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost;

/// <summary>What was asked for on the command line.</summary>
public sealed record Command(bool Once, string? TraceOf, bool Json, DoorPorts? Doors)
{
    /// <exception cref="UsageException">An option is unknown or lacks its value.</exception>
    public static Command Parse(IReadOnlyList<string> arguments)
    {
        var (once, json, trace) = (false, false, (string?)null);
        var (doors, chosen) = (DoorPorts.Usual, false);
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--once": once = true; break;
                case "--json": json = true; break;
                case "--trace": trace = Value(arguments, ref i); break;
                case "--http-port": doors = doors with { Http = Port(arguments, ref i) }; chosen = true; break;
                case "--grpc-port": doors = doors with { Grpc = Port(arguments, ref i) }; chosen = true; break;
                case "--operations-port": doors = doors with { Operations = Port(arguments, ref i) }; chosen = true; break;
                default: throw new UsageException($"'{arguments[i]}' is not an option.");
            }
        }
        if (new HashSet<int> { doors.Http, doors.Grpc, doors.Operations }.Count < 3) throw new UsageException("The three ports must differ.");
        return new Command(once, trace, json, once && !chosen ? null : doors);
    }

    static string Value(IReadOnlyList<string> arguments, ref int i) =>
        i + 1 < arguments.Count ? arguments[++i] : throw new UsageException($"{arguments[i]} needs a value.");

    static int Port(IReadOnlyList<string> arguments, ref int i)
    {
        var option = arguments[i];
        var value = Value(arguments, ref i);
        return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65_536
            ? port : throw new UsageException($"{option} must be a port from 1 to 65535; got '{value}'.");
    }
}

/// <summary>The command line was not understood.</summary>
public sealed class UsageException(string message) : Exception(message + " ./run --help shows what can be asked for.");
