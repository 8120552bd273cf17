//! The steps that read event streams.

use crate::json::{show, text, texts};
use crate::{Failure, Live, create, definitions};
use aws_sdk_bedrockagent as control;
use aws_sdk_bedrockagentruntime as runtime;
use aws_smithy_types::Document;
use runtime::operation::invoke_flow::builders::InvokeFlowFluentBuilder;
use runtime::types::error::FlowResponseStreamError;
use runtime::types::{
    FlowInput, FlowInputContent, FlowMultiTurnInputContent, FlowOutputContent, FlowResponseStream,
    FlowTrace,
};

/// What one InvokeFlow gave.
#[derive(Default)]
struct Run {
    execution: String,
    traces: Vec<String>,
    output: String,
    question: String,
    completion: String,
    error: Option<FlowResponseStreamError>,
}

/// What a trace is, as the API spells it, and the node it tells of.
fn kind(trace: &FlowTrace) -> String {
    match trace {
        FlowTrace::NodeInputTrace(told) => format!("nodeInputTrace {}", told.node_name()),
        FlowTrace::NodeOutputTrace(told) => format!("nodeOutputTrace {}", told.node_name()),
        FlowTrace::NodeActionTrace(told) => format!("nodeActionTrace {}", told.node_name()),
        other => format!("{other:?}"),
    }
}

fn string(document: &Document) -> String {
    document.as_string().unwrap_or_default().to_string()
}

impl Run {
    fn take(&mut self, event: FlowResponseStream) {
        match event {
            FlowResponseStream::FlowTraceEvent(event) => {
                self.traces.extend(event.trace().map(kind));
            }
            FlowResponseStream::FlowOutputEvent(event) => {
                if let Some(FlowOutputContent::Document(document)) = event.content() {
                    self.output = string(document);
                }
            }
            FlowResponseStream::FlowMultiTurnInputRequestEvent(event) => {
                if let Some(FlowMultiTurnInputContent::Document(document)) = event.content() {
                    self.question = string(document);
                }
            }
            FlowResponseStream::FlowCompletionEvent(event) => {
                self.completion = event.completion_reason().as_str().to_string();
            }
            _ => {}
        }
    }
}

async fn invoke(request: InvokeFlowFluentBuilder) -> Result<Run, Failure> {
    let mut answer = request.send().await?;
    let mut run = Run {
        execution: answer.execution_id().unwrap_or_default().to_string(),
        ..Run::default()
    };
    loop {
        match answer.response_stream.recv().await {
            Ok(Some(event)) => run.take(event),
            Ok(None) => return Ok(run),
            Err(failed) => {
                run.error = Some(failed.into_service_error());
                return Ok(run);
            }
        }
    }
}

fn content(value: &str) -> FlowInputContent {
    FlowInputContent::Document(Document::from(value))
}

pub fn input(value: &str) -> Result<FlowInput, Failure> {
    Ok(FlowInput::builder()
        .node_name("Start")
        .node_output_name("document")
        .content(content(value))
        .build()?)
}

pub async fn play(
    agent: &control::Client,
    runtime: &runtime::Client,
    live: &Live,
) -> Result<(), Failure> {
    let request = || {
        let request = runtime.invoke_flow().flow_identifier(&live.flow);
        request.flow_alias_identifier(&live.alias)
    };
    let run = invoke(request().enable_trace(true).inputs(input("Ada")?)).await?;
    show(
        "invoke",
        &[
            ("execution", text(&run.execution)),
            ("traces", texts(&run.traces)),
            ("output", text(&run.output)),
            ("completion", text(&run.completion)),
        ],
    );
    match invoke(request().inputs(input("fail")?)).await?.error {
        Some(FlowResponseStreamError::AccessDeniedException(error)) => show(
            "exception",
            &[
                ("error", text("AccessDeniedException")),
                ("message", text(error.message().unwrap_or_default())),
            ],
        ),
        other => return Err(format!("expected AccessDeniedException, not {other:?}").into()),
    }
    play_conversation(agent, runtime).await
}

async fn play_conversation(
    agent: &control::Client,
    runtime: &runtime::Client,
) -> Result<(), Failure> {
    let made = create(agent, "travel", definitions::travel()?).await?;
    agent
        .prepare_flow()
        .flow_identifier(made.id())
        .send()
        .await?;
    let draft = runtime.invoke_flow().flow_identifier(made.id());
    let draft = draft.flow_alias_identifier("TSTALIASID");
    let asked = invoke(draft.clone().inputs(input("Travel")?)).await?;
    let reply = FlowInput::builder()
        .node_name("Book")
        .node_input_name("agentInputText")
        .content(content("Paris"))
        .build()?;
    let ended = invoke(draft.execution_id(&asked.execution).inputs(reply)).await?;
    show(
        "conversation",
        &[
            ("question", text(&asked.question)),
            ("paused", text(&asked.completion)),
            ("output", text(&ended.output)),
            ("completion", text(&ended.completion)),
        ],
    );
    Ok(())
}
