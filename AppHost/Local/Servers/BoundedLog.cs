namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>The output of one process: a file that never grows beyond a limit, and the last lines at hand.</summary>
public sealed class BoundedLog(string file, long limit = 8_000_000) : IDisposable
{
    const int Kept = 200;
    readonly Lock _gate = new();
    readonly Queue<string> _tail = new();
    StreamWriter? _writer;
    long _written;

    public string File { get; } = file;

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Tail(int lines)
    {
        lock (_gate) return [.. _tail.TakeLast(lines)];
    }

    public void Add(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            _tail.Enqueue(line);
            if (_tail.Count > Kept) _tail.Dequeue();
            try { Append(line); }
            catch (IOException) { /* a full disk must not stop the process whose words these are */ }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _writer?.Dispose();
            _writer = null;
        }
    }

    void Append(string line)
    {
        if (_writer is null || _written > limit)
        {
            _writer?.Dispose();
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            // One older part is kept, so that the beginning of trouble is not lost at the very moment of rolling over.
            if (System.IO.File.Exists(File)) System.IO.File.Move(File, File + ".1", overwrite: true);
            _writer = new StreamWriter(File) { AutoFlush = true };
            _written = 0;
        }
        _writer.WriteLine(line);
        _written += line.Length + 1;
    }
}
