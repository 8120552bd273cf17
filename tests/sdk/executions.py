"""What clients do with asynchronous executions again and again."""
import waits

# For flow_shapes.two_prompts: its execution stays Running.
SLOW = {"models": [{"match": {"node": "Second"}, "echo": True, "delayMs": 86400000}]}


def begin(server, flow, document, name=None, alias="TSTALIASID", node="Start", **more):
    if name is not None:
        more["flowExecutionName"] = name
    return server.runtime.start_flow_execution(
        flowIdentifier=flow, flowAliasIdentifier=alias, inputs=[
            {"nodeName": node, "nodeOutputName": "document", "content": {"document": document}}],
        **more)["executionArn"]


def ids(arn):
    """The three identifiers of an execution's ARN."""
    _, flow, _, alias, _, name = arn.split(":", 5)[5].split("/")
    return {"flowIdentifier": flow, "flowAliasIdentifier": alias, "executionIdentifier": name}


def get(server, arn):
    answer = server.runtime.get_flow_execution(**ids(arn))
    assert answer["executionArn"] == arn
    return answer


def until(server, arn, *statuses):
    """Polls, as users do, until the execution has one of those statuses."""
    return waits.until(
        lambda: found if (found := get(server, arn))["status"] in statuses else None,
        f"{arn} to be {' or '.join(statuses)}")


def ended(server, arn):
    return until(server, arn, "Succeeded", "Failed", "TimedOut", "Aborted")


def events(server, arn, kind, **page):
    paginator = server.runtime.get_paginator("list_flow_execution_events")
    return [event for answer in paginator.paginate(eventType=kind, **ids(arn), **page)
            for event in answer["flowExecutionEvents"]]


def waits_in(server, arn, node):
    """Until that node has taken its inputs: then it asks, or is about to."""
    waits.until(lambda: any(event.get("nodeInputEvent", {}).get("nodeName") == node
                            for event in events(server, arn, "Node")),
                f"{arn} to reach {node}")
