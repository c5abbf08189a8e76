using System.Security.Cryptography;
using System.Text;

namespace SocialEnzyme.Hub.Impact.Ballots;

/// <summary>A secret ballot: a question, what can be chosen, and a box that nobody looks into before it is closed.</summary>
internal sealed record Ballot(
    Guid Id, Guid OwnerId, string OwnerName, string Title, string Question, IReadOnlyList<string> Options, DateTimeOffset CreatedAt);

/// <summary>What was in the box, and the digest of the file that says so.</summary>
internal sealed record OpenedBox(IReadOnlyList<string> Votes, string Sha256);

/// <summary>The published file of a ballot: every vote with its receipt, for anyone to count again.</summary>
internal static class Bulletin
{
    /// <summary>The file. Lines end with a line feed; those that begin with # say what was voted on; the votes stand in the order of their random receipts.</summary>
    public static string Write(Ballot ballot, IReadOnlyList<string> votes)
    {
        var file = new StringBuilder();
        file.Append("# ballot ").Append(ballot.Id).Append('\n');
        file.Append("# ").Append(OneLine(ballot.Title)).Append('\n').Append("# ").Append(OneLine(ballot.Question)).Append('\n');
        for (var option = 0; option < ballot.Options.Count; option++)
        {
            file.Append("# ").Append(option + 1).Append(' ').Append(ballot.Options[option]).Append('\n');
        }
        file.Append("receipt,option\n");
        foreach (var vote in votes)
        {
            file.Append(vote).Append('\n');
        }
        return file.ToString();
    }

    /// <summary>As sha256sum writes it.</summary>
    public static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file)));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
