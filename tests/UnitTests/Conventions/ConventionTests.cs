using System.Text.RegularExpressions;
using SocialEnzyme.Hub.UnitTests.Support;

namespace SocialEnzyme.Hub.UnitTests.Conventions;

public sealed partial class ConventionTests
{
    private static readonly string[] Ours = ["services", "gateway", "AppHost", "contracts"];

    [Fact]
    public void No_two_log_messages_share_an_event_id()
    {
        var ids = from folder in Ours
                  from file in Repository.Sources(folder)
                  from Match match in LogId().Matches(File.ReadAllText(file))
                  group Path.GetFileName(file) by match.Groups[1].Value into same
                  where same.Count() > 1
                  select $"{same.Key}: {string.Join(", ", same)}";
        Assert.Empty(ids);
    }

    [Fact]
    public void Services_are_given_the_time_and_never_ask_the_machine_for_it() =>
        Assert.Empty(FilesWith(SystemClock(), "services", "gateway"));

    [Fact]
    public void No_source_is_compiled_in_one_package_set_only() =>
        Assert.Empty(FilesWith(Directive(), [.. Ours, "tests"]));

    [Fact]
    public void Only_stores_and_messaging_speak_sql()
    {
        var elsewhere = FilesWith(Sql(), "services", "gateway").Where(file =>
            !Path.GetFileName(file).Contains("Store.", StringComparison.Ordinal)
            && !file.Contains("/ServiceDefaults/", StringComparison.Ordinal));
        Assert.Empty(elsewhere);
    }

    private static List<string> FilesWith(Regex pattern, params string[] folders) =>
        [.. folders.SelectMany(folder => Repository.Sources(folder)).Where(file => pattern.IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetRelativePath(Repository.Root, file)).Select(path => "/" + path)];

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex LogId();

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b")]
    private static partial Regex SystemClock();

    [GeneratedRegex(@"^\s*#(if|elif)\b", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s[^;]{0,200}\b(FROM|VALUES|SET|WHERE|SELECT)\b")]
    private static partial Regex Sql();
}
