using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

[assembly: TestFramework("SocialEnzyme.Hub.EndToEndTests.Support.EndToEndFramework", "SocialEnzyme.Hub.EndToEndTests")]
[assembly: TestCollectionOrderer("SocialEnzyme.Hub.EndToEndTests.Support.LongestFirst", "SocialEnzyme.Hub.EndToEndTests")]

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>xunit as it is, and the shared hub is stopped when the last test has run.</summary>
public sealed class EndToEndFramework(IMessageSink messages) : XunitTestFramework(messages)
{
    protected override ITestFrameworkExecutor CreateExecutor(AssemblyName assemblyName) =>
        new Executor(assemblyName, SourceInformationProvider, DiagnosticMessageSink);

    private sealed class Executor(AssemblyName assembly, ISourceInformationProvider sources, IMessageSink messages)
        : XunitTestFrameworkExecutor(assembly, sources, messages)
    {
        protected override async void RunTestCases(
            IEnumerable<IXunitTestCase> testCases, IMessageSink executionMessageSink, ITestFrameworkExecutionOptions executionOptions)
        {
            using var runner = new Runner(TestAssembly, testCases, DiagnosticMessageSink, executionMessageSink, executionOptions);
            await runner.RunAsync();
        }
    }

    private sealed class Runner(
        ITestAssembly assembly, IEnumerable<IXunitTestCase> cases, IMessageSink diagnostics, IMessageSink execution, ITestFrameworkExecutionOptions options)
        : XunitTestAssemblyRunner(assembly, cases, diagnostics, execution, options)
    {
        protected override async Task BeforeTestAssemblyFinishedAsync()
        {
            await SharedHub.StopAsync();
            await base.BeforeTestAssemblyFinishedAsync();
        }
    }
}

/// <summary>Runs what takes minutes beside everything else instead of after it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long = [nameof(IdleStreamTests), nameof(FaultTests), nameof(ChaosTests), nameof(OnceTests), Attacks.AttackTests.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.DisplayName == name || collection.DisplayName.EndsWith('.' + name)) is >= 0 and var place ? place : Long.Length);
}
