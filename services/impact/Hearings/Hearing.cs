using SocialEnzyme.Hub.Impact.Voice;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>A part of those who live in the area, coarse, and how large it is there.</summary>
/// <param name="Share">In per cent, as the owner states it.</param>
public sealed record HearingGroup(string Name, int Share);

/// <summary>A hearing: those who are invited answer once each, with a choice, with comments, or with both.</summary>
internal sealed record Hearing(
    Guid Id, Guid OwnerId, string OwnerName, string Title, string Question, string Municipality, string Category, IReadOnlyList<string> Choices,
    IReadOnlyList<HearingGroup> Groups, DateTimeOffset CreatedAt);

/// <summary>A hearing as its owner sees it.</summary>
/// <param name="Page">Where somebody with a code answers in a browser.</param>
public sealed record HearingView(
    Guid Id, string Title, string Question, string Municipality, string Category, IReadOnlyList<string> Choices, IReadOnlyList<HearingGroup> Groups, RollView Roll,
    string Page, DateTimeOffset CreatedAt)
{
    internal static HearingView Of(Hearing hearing, Roll roll) => new(
        hearing.Id, hearing.Title, hearing.Question, hearing.Municipality, hearing.Category, hearing.Choices, hearing.Groups, roll.View,
        $"/v1/hearings/{hearing.Id}/page", hearing.CreatedAt);
}

/// <summary>What somebody wrote. The owner sees all of them, everybody else those that the owner published.</summary>
/// <param name="Text">Absent when it is not published.</param>
public sealed record HearingComment(Guid Id, Guid? ThemeId, bool Published, string? Text = null);

/// <summary>What many comments are about, with one answer to all of them.</summary>
/// <param name="Answer">Public from the moment it is given.</param>
public sealed record HearingTheme(Guid Id, string Title, int Comments, string? Answer = null, DateTimeOffset? AnsweredAt = null);
