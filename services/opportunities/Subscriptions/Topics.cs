using System.Collections.Immutable;
using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>What a subscription is told of.</summary>
public enum Topic
{
    /// <summary>Needs that meet the filter.</summary>
    Needs,
    /// <summary>Matches of the participant's own needs and offers. No filter is asked: it is a filter of needs.</summary>
    Matches,
    /// <summary>Call-outs to the participant's own volunteers, whatever the filter.</summary>
    CallOuts,
    /// <summary>Needs of others that want the same as one of the participant's own, whatever the filter.</summary>
    Interests,
    /// <summary>Partnerships in which the participant is a party, whatever the filter.</summary>
    Partnerships,
    /// <summary>Hours and results of the participant's own partnerships, whatever the filter.</summary>
    Impact,
}

/// <summary>The topics of a subscription: each once, in one order.</summary>
internal static class Topics
{
    // Nobody needs more than each once; a hostile list does not get an answer larger than itself.
    private const int MaxTold = 20;

    /// <summary>Where nothing is stated.</summary>
    public static readonly ImmutableArray<Topic> Default = [Topic.Needs];

    private static readonly Dictionary<string, Topic> ByWord = Enum.GetValues<Topic>().ToDictionary(Word);

    /// <summary>As it stands in requests, answers and the database.</summary>
    public static string Word(Topic topic) => JsonNamingPolicy.CamelCase.ConvertName(topic.ToString());

    /// <summary>Reads what was stored.</summary>
    public static ImmutableArray<Topic> Parse(IEnumerable<string> words) => [.. words.Select(word => ByWord[word])];

    /// <summary>Reads what a caller stated.</summary>
    public static Outcome<ImmutableArray<Topic>> Read(IReadOnlyList<string?> words)
    {
        if (words.Count == 0)
        {
            return Rejections.Invalid("#/topics", "Skriv mindst ét emne, eller udelad topics.", "Write at least one topic, or leave topics out.");
        }
        var errors = words.Index().Where(word => word.Item is null || !ByWord.ContainsKey(word.Item)).Take(MaxTold).Select(word => new FieldError(
            $"#/topics/{word.Index}",
            new(
                "Skriv needs, matches, callOuts, interests, partnerships eller impact.",
                "Write needs, matches, callOuts, interests, partnerships or impact."))).ToList();
        return errors.Count > 0 ? Rejections.Invalid(errors) : Parse(words.Distinct()!).Sort();
    }
}
