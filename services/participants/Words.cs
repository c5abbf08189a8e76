using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Enumerations as the words they are in JSON, in the database and in tokens: tradeAssociation.</summary>
internal static class Words
{
    public static string Of<T>(T value) where T : struct, Enum => Cache<T>.Words[value];

    public static T Parse<T>(string word) where T : struct, Enum => Cache<T>.Values[word];

    /// <summary>The value, or null and an error that lists the words that are allowed.</summary>
    public static T? Read<T>(string? word, string pointer, List<FieldError> errors) where T : struct, Enum
    {
        if (word is not null && Cache<T>.Values.TryGetValue(word, out var value))
        {
            return value;
        }
        var all = string.Join(", ", Cache<T>.Values.Keys);
        errors.Add(new(pointer, new($"Skriv et af disse ord: {all}.", $"Write one of these words: {all}.")));
        return null;
    }

    private static class Cache<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Words =
            Enum.GetValues<T>().ToDictionary(value => value, value => JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

        public static readonly Dictionary<string, T> Values = Words.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
