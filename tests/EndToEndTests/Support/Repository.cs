namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>The tree these tests were built in.</summary>
internal static class Repository
{
    /// <summary>This assembly lies in artifacts/bin/PROJECT/CONFIGURATION/ of it.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", ".."));

    public static string File(params string[] path) => Path.Combine([Root, .. path]);
}
