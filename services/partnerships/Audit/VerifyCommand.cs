using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.Partnerships.Audit;

/// <summary>verify FILE: checks an audit file without a database, a network or the service.</summary>
internal static class VerifyCommand
{
    private const int Fits = 0, DoesNotFit = 1, NotUnderstood = 2;

    private const string Help = """
        Checks the audit file of a partnership, offline: that every entry is as it was written and follows the one before it,
        and that together they lead to the state in the last line.

        Usage: dotnet SocialEnzyme.Hub.Partnerships.dll verify FILE [--head HASH]

          FILE         as GET /v1/partnerships/{id}/audit gave it; - reads standard input
          --head HASH  the head that an earlier check printed, or that another party holds. A file whose end was cut off is
                       whole in itself: only its head tells. Keep the head where the file is not.
          --help       this text

        Prints one line. Ends with 0 when the file fits, 1 when it does not (the line names the first entry that does not fit),
        2 when the command or the file could not be read.

        Examples:
          curl -H "Authorization: Bearer $KEY" http://localhost:8080/v1/partnerships/$ID/audit > audit.ndjson
          dotnet SocialEnzyme.Hub.Partnerships.dll verify audit.ndjson
          dotnet SocialEnzyme.Hub.Partnerships.dll verify audit.ndjson --head 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
        """;

    /// <param name="args">What stands after verify.</param>
    /// <returns>The exit code.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors, Stream input)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            output.WriteLine(Help);
            return Fits;
        }
        var (file, head) = args switch
        {
            [var only] => (only, null),
            [var one, "--head", var hash] => (one, hash),
            ["--head", var hash, var one] => (one, hash),
            _ => (null, null),
        };
        if (file is null || (file.StartsWith('-') && file.Length > 1))
        {
            errors.WriteLine("Write: verify FILE [--head HASH]. More with verify --help.");
            return NotUnderstood;
        }
        try
        {
            return Say(AuditFile.Verify(Read(file, input), head?.Trim().ToLowerInvariant()), output, errors);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            errors.WriteLine($"{file} cannot be read: {error.Message}");
            return NotUnderstood;
        }
    }

    private static byte[] Read(string file, Stream input)
    {
        if (file != "-")
        {
            return File.ReadAllBytes(file);
        }
        using var all = new MemoryStream();
        input.CopyTo(all);
        return all.ToArray();
    }

    private static int Say(AuditVerdict verdict, TextWriter output, TextWriter errors)
    {
        if (verdict.Fault is { } fault)
        {
            errors.WriteLine(verdict.Entry is { } entry ? $"Entry {entry} does not fit: {fault}." : $"The file does not fit: {fault}.");
            return DoesNotFit;
        }
        output.WriteLine($"OK entries={verdict.Entries} state={Word(verdict.State!["state"])} head={verdict.Head}");
        return Fits;
    }

    private static string Word(JsonNode? state) => state?.GetValueKind() is System.Text.Json.JsonValueKind.String ? state.GetValue<string>() : "unknown";
}
