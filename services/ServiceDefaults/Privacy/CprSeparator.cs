namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>What stands between two groups of digits.</summary>
internal enum CprSeparator
{
    /// <summary>Nothing that joins them: the groups are two numbers.</summary>
    None,

    /// <summary>One blank.</summary>
    Blank,

    /// <summary>A few blanks on one line.</summary>
    Blanks,

    /// <summary>Hyphens, with or without blanks.</summary>
    Dash,

    /// <summary>A tight slash, dot, underscore or the like.</summary>
    Mark,

    /// <summary>A line break or a sign that as often parts numbers as joins them.</summary>
    Weak,
}

internal static class CprSeparators
{
    private const int Longest = 5;

    /// <summary>Reads the folded characters from <paramref name="at"/> to the next digit, and says how many they are.</summary>
    public static CprSeparator Read(ReadOnlySpan<char> folded, int at, out int length)
    {
        var mark = '\0';
        var marks = 0;
        var hasLineBreak = false;
        for (length = 0; at + length < folded.Length && !char.IsAsciiDigit(folded[at + length]); length++)
        {
            var c = folded[at + length];
            hasLineBreak |= c == '\n';
            if (length == Longest || (mark != '\0' && c is not (' ' or '\n') && c != mark))
            {
                return CprSeparator.None;
            }

            if (c is not (' ' or '\n'))
            {
                mark = c;
                marks++;
            }
        }

        if (at + length == folded.Length)
        {
            return CprSeparator.None;
        }

        return marks == 0
            ? hasLineBreak ? CprSeparator.Weak : length == 1 ? CprSeparator.Blank : CprSeparator.Blanks
            : Classify(mark, isTight: length == 1, hasLineBreak);
    }

    private static CprSeparator Classify(char mark, bool isTight, bool hasLineBreak) => mark switch
    {
        '-' => hasLineBreak ? CprSeparator.Weak : CprSeparator.Dash,
        '/' or '.' or '_' or '*' or '|' or '~' or '+' => isTight ? CprSeparator.Mark : CprSeparator.Weak,
        ',' or ':' or ';' or '=' or '\'' or '"' => isTight ? CprSeparator.Weak : CprSeparator.None,
        '(' or '[' or '{' or '<' => CprSeparator.Weak,
        _ => CprSeparator.None,
    };
}
